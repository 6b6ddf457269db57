CREATE TABLE `contents` (
	`incident` integer NOT NULL,
	`hash` text NOT NULL,
	`text` text NOT NULL,
	PRIMARY KEY(`incident`, `hash`)
);
--> statement-breakpoint
DROP INDEX `incidents_stray`;--> statement-breakpoint
ALTER TABLE `incidents` ADD `storm` integer;--> statement-breakpoint
CREATE INDEX `incidents_strays` ON `incidents` (`stray`,`opened_at`) WHERE "incidents"."stray" is not null;--> statement-breakpoint
CREATE INDEX `incidents_system` ON `incidents` (`system`,`number`);--> statement-breakpoint
CREATE INDEX `incidents_severity` ON `incidents` (`severity`,`number`);--> statement-breakpoint
CREATE INDEX `incidents_opened` ON `incidents` (`opened_at`);