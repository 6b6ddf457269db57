CREATE TABLE `tallies` (
	`incident` integer PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`shape` integer NOT NULL,
	`tally` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `incidents` ADD `items` text;--> statement-breakpoint
ALTER TABLE `incidents` ADD `drill` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `incidents` ADD `outcome` text;--> statement-breakpoint
CREATE INDEX `incidents_items` ON `incidents` (`number`) WHERE "incidents"."items" is not null;--> statement-breakpoint
CREATE INDEX `incidents_earlier` ON `incidents` (`system`,`number`) WHERE not "incidents"."open" and not "incidents"."private" and not "incidents"."drill";--> statement-breakpoint
CREATE INDEX `incidents_alike` ON `incidents` (`failure`,`number`) WHERE not "incidents"."open" and not "incidents"."private" and not "incidents"."drill";