CREATE TABLE `buckets` (
	`name` text PRIMARY KEY NOT NULL,
	`full_at` integer NOT NULL,
	`paused_until` integer DEFAULT 0 NOT NULL,
	`awaited` integer,
	`awaited_until` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `turns` (
	`name` text PRIMARY KEY NOT NULL,
	`next_at` integer NOT NULL
);
