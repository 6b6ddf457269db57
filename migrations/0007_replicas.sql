CREATE TABLE `replicas` (
	`id` text PRIMARY KEY NOT NULL,
	`label` text NOT NULL,
	`since` integer NOT NULL,
	`leased_until` integer NOT NULL,
	`settings` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `effects` ADD `owner` text;--> statement-breakpoint
ALTER TABLE `effects` ADD `leased_until` integer;