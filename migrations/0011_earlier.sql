ALTER TABLE `incidents` ADD `outcome` text;--> statement-breakpoint
CREATE INDEX `incidents_earlier` ON `incidents` (`system`,`number`) WHERE not "incidents"."open" and not "incidents"."private";--> statement-breakpoint
CREATE INDEX `incidents_alike` ON `incidents` (`failure`,`number`) WHERE not "incidents"."open" and not "incidents"."private";