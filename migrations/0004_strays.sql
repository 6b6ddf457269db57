ALTER TABLE `incidents` ADD `siblings` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `incidents` ADD `stray` text;--> statement-breakpoint
CREATE INDEX `incidents_stray` ON `incidents` (`stray`,`number`) WHERE "incidents"."stray" is not null;