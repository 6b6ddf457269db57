CREATE TABLE IF NOT EXISTS "tallies" (
	"incident" bigint PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL,
	"shape" bigint NOT NULL,
	"tally" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN IF NOT EXISTS "items" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN IF NOT EXISTS "drill" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN IF NOT EXISTS "outcome" text;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "incidents_items" ON "incidents" USING btree ("number") WHERE "incidents"."items" is not null;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "incidents_earlier" ON "incidents" USING btree ("system","number") WHERE not "incidents"."open" and not "incidents"."private" and not "incidents"."drill";--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "incidents_alike" ON "incidents" USING btree ("failure","number") WHERE not "incidents"."open" and not "incidents"."private" and not "incidents"."drill";