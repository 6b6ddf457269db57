ALTER TABLE "incidents" ADD COLUMN "outcome" text;--> statement-breakpoint
CREATE INDEX "incidents_earlier" ON "incidents" USING btree ("system","number") WHERE not "incidents"."open" and not "incidents"."private";--> statement-breakpoint
CREATE INDEX "incidents_alike" ON "incidents" USING btree ("failure","number") WHERE not "incidents"."open" and not "incidents"."private";