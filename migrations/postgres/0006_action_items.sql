ALTER TABLE "incidents" ADD COLUMN "items" text;--> statement-breakpoint
CREATE INDEX "incidents_items" ON "incidents" USING btree ("number") WHERE "incidents"."items" is not null;