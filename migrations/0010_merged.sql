ALTER TABLE `incidents` ADD `merged_into` integer;--> statement-breakpoint
CREATE INDEX `incidents_merged` ON `incidents` (`system`,`number`) WHERE "incidents"."merged_into" is not null;