CREATE TABLE `alerts` (
	`episode` text PRIMARY KEY NOT NULL,
	`incident` integer NOT NULL,
	`alert` text NOT NULL,
	`times` integer NOT NULL,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `alerts_incident` ON `alerts` (`incident`);--> statement-breakpoint
CREATE TABLE `changes` (
	`id` text PRIMARY KEY NOT NULL,
	`system` text NOT NULL,
	`at` integer NOT NULL,
	`change` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `changes_system` ON `changes` (`system`,`at`);--> statement-breakpoint
CREATE INDEX `changes_at` ON `changes` (`at`);--> statement-breakpoint
CREATE TABLE `effects` (
	`position` integer PRIMARY KEY NOT NULL,
	`key` text NOT NULL,
	`incident` integer NOT NULL,
	`due_at` integer NOT NULL,
	`lane` text NOT NULL,
	`coalesce` text,
	`waits_for` text,
	`priority` integer NOT NULL,
	`kind` text NOT NULL,
	`body` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`sent_at` integer,
	`last_error` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `effects_key_unique` ON `effects` (`key`);--> statement-breakpoint
CREATE INDEX `effects_ready` ON `effects` (`priority`,`due_at`,`incident`,`position`) WHERE "effects"."state" in ('pending', 'uncertain') and "effects"."waits_for" is null;--> statement-breakpoint
CREATE INDEX `effects_lane` ON `effects` (`lane`,`position`) WHERE "effects"."state" in ('pending', 'sending', 'uncertain') and "effects"."waits_for" is null and "effects"."kind" <> 'timer';--> statement-breakpoint
CREATE INDEX `effects_coalesce` ON `effects` (`incident`,`coalesce`) WHERE "effects"."state" = 'pending';--> statement-breakpoint
CREATE INDEX `effects_failed` ON `effects` (`state`) WHERE "effects"."state" = 'failed';--> statement-breakpoint
CREATE INDEX `effects_incident` ON `effects` (`incident`,`position`);--> statement-breakpoint
CREATE TABLE `events` (
	`incident` integer NOT NULL,
	`seq` integer NOT NULL,
	`at` integer NOT NULL,
	`type` text NOT NULL,
	`body` text NOT NULL,
	`prev` text NOT NULL,
	`hash` text NOT NULL,
	PRIMARY KEY(`incident`, `seq`)
);
--> statement-breakpoint
CREATE TABLE `incidents` (
	`number` integer PRIMARY KEY NOT NULL,
	`title` text NOT NULL,
	`system` text NOT NULL,
	`failure` text NOT NULL,
	`severity` text NOT NULL,
	`phase` text NOT NULL,
	`open` integer NOT NULL,
	`private` integer NOT NULL,
	`opened_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`room` text,
	`version` integer NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `incidents_room` ON `incidents` (`room`);--> statement-breakpoint
CREATE INDEX `incidents_open` ON `incidents` (`system`,`number`) WHERE "incidents"."open";--> statement-breakpoint
CREATE TABLE `inputs` (
	`key` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `inputs_at` ON `inputs` (`at`);--> statement-breakpoint
CREATE TABLE `released` (
	`incident` integer NOT NULL,
	`word` text NOT NULL,
	PRIMARY KEY(`incident`, `word`)
);
--> statement-breakpoint
CREATE TABLE `slots` (
	`incident` integer NOT NULL,
	`slot` text NOT NULL,
	`message` text NOT NULL,
	`drawn` text NOT NULL,
	PRIMARY KEY(`incident`, `slot`)
);
