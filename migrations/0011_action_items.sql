ALTER TABLE `incidents` ADD `items` text;--> statement-breakpoint
CREATE INDEX `incidents_items` ON `incidents` (`number`) WHERE "incidents"."items" is not null;