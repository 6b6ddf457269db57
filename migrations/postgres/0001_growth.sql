CREATE TABLE "contents" (
	"incident" bigint NOT NULL,
	"hash" text NOT NULL,
	"text" text NOT NULL,
	CONSTRAINT "contents_incident_hash_pk" PRIMARY KEY("incident","hash")
);
--> statement-breakpoint
DROP INDEX "incidents_stray";--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "storm" bigint;--> statement-breakpoint
CREATE INDEX "incidents_strays" ON "incidents" USING btree ("stray","opened_at") WHERE "incidents"."stray" is not null;--> statement-breakpoint
CREATE INDEX "incidents_system" ON "incidents" USING btree ("system","number");--> statement-breakpoint
CREATE INDEX "incidents_severity" ON "incidents" USING btree ("severity","number");--> statement-breakpoint
CREATE INDEX "incidents_opened" ON "incidents" USING btree ("opened_at");