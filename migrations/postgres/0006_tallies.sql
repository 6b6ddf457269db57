CREATE TABLE IF NOT EXISTS "tallies" (
	"incident" bigint PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL,
	"shape" bigint NOT NULL,
	"tally" text NOT NULL
);
