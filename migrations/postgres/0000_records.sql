CREATE TABLE "alerts" (
	"episode" text PRIMARY KEY NOT NULL,
	"incident" bigint NOT NULL,
	"alert" text NOT NULL,
	"times" bigint NOT NULL,
	"received_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"position" bigserial PRIMARY KEY NOT NULL,
	"entry" text NOT NULL,
	"mac" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "changes" (
	"id" text PRIMARY KEY NOT NULL,
	"system" text NOT NULL,
	"at" bigint NOT NULL,
	"change" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "documents" (
	"hash" text PRIMARY KEY NOT NULL,
	"file" text NOT NULL,
	"text" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "effects" (
	"position" bigserial PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"incident" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"lane" text NOT NULL,
	"coalesce" text,
	"waits_for" text,
	"priority" bigint NOT NULL,
	"kind" text NOT NULL,
	"body" text NOT NULL,
	"state" text NOT NULL,
	"attempts" bigint NOT NULL,
	"sent_at" bigint,
	"last_error" text,
	CONSTRAINT "effects_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "events" (
	"incident" bigint NOT NULL,
	"seq" bigint NOT NULL,
	"at" bigint NOT NULL,
	"type" text NOT NULL,
	"body" text NOT NULL,
	"prev" text NOT NULL,
	"hash" text NOT NULL,
	"digest" text,
	CONSTRAINT "events_incident_seq_pk" PRIMARY KEY("incident","seq")
);
--> statement-breakpoint
CREATE TABLE "incidents" (
	"number" bigint PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"system" text NOT NULL,
	"failure" text NOT NULL,
	"severity" text NOT NULL,
	"phase" text NOT NULL,
	"open" boolean NOT NULL,
	"private" boolean NOT NULL,
	"opened_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	"active_at" bigint DEFAULT 0 NOT NULL,
	"room" text,
	"siblings" text DEFAULT '[]' NOT NULL,
	"stray" text,
	"version" bigint NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inputs" (
	"key" text PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "memory" (
	"key" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "released" (
	"incident" bigint NOT NULL,
	"word" text NOT NULL,
	CONSTRAINT "released_incident_word_pk" PRIMARY KEY("incident","word")
);
--> statement-breakpoint
CREATE TABLE "rooms" (
	"room" text PRIMARY KEY NOT NULL,
	"incident" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "slots" (
	"incident" bigint NOT NULL,
	"slot" text NOT NULL,
	"message" text NOT NULL,
	"drawn" text NOT NULL,
	CONSTRAINT "slots_incident_slot_pk" PRIMARY KEY("incident","slot")
);
--> statement-breakpoint
CREATE INDEX "alerts_incident" ON "alerts" USING btree ("incident");--> statement-breakpoint
CREATE INDEX "changes_system" ON "changes" USING btree ("system","at");--> statement-breakpoint
CREATE INDEX "changes_at" ON "changes" USING btree ("at");--> statement-breakpoint
CREATE INDEX "effects_ready" ON "effects" USING btree ("priority","due_at","incident","position") WHERE "effects"."state" in ('pending', 'uncertain') and "effects"."waits_for" is null;--> statement-breakpoint
CREATE INDEX "effects_lane" ON "effects" USING btree ("incident","lane","position") WHERE "effects"."state" in ('pending', 'sending', 'uncertain') and "effects"."waits_for" is null and "effects"."kind" <> 'timer';--> statement-breakpoint
CREATE INDEX "effects_coalesce" ON "effects" USING btree ("incident","coalesce") WHERE "effects"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "effects_failed" ON "effects" USING btree ("state") WHERE "effects"."state" = 'failed';--> statement-breakpoint
CREATE INDEX "effects_incident" ON "effects" USING btree ("incident","position");--> statement-breakpoint
CREATE INDEX "incidents_open" ON "incidents" USING btree ("system","number") WHERE "incidents"."open";--> statement-breakpoint
CREATE INDEX "incidents_stray" ON "incidents" USING btree ("stray","number") WHERE "incidents"."stray" is not null;--> statement-breakpoint
CREATE INDEX "inputs_at" ON "inputs" USING btree ("at");--> statement-breakpoint
CREATE INDEX "rooms_incident" ON "rooms" USING btree ("incident");