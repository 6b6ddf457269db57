CREATE TABLE `audit` (
	`position` integer PRIMARY KEY NOT NULL,
	`entry` text NOT NULL,
	`mac` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `events` ADD `digest` text;