CREATE TABLE "replicas" (
	"id" text PRIMARY KEY NOT NULL,
	"label" text NOT NULL,
	"since" bigint NOT NULL,
	"leased_until" bigint NOT NULL,
	"settings" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "effects" ADD COLUMN "owner" text;--> statement-breakpoint
ALTER TABLE "effects" ADD COLUMN "leased_until" bigint;