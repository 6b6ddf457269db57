CREATE TABLE "buckets" (
	"name" text PRIMARY KEY NOT NULL,
	"full_at" bigint NOT NULL,
	"paused_until" bigint DEFAULT 0 NOT NULL,
	"awaited" bigint,
	"awaited_until" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "turns" (
	"name" text PRIMARY KEY NOT NULL,
	"next_at" bigint NOT NULL
);
