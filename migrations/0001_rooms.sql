CREATE TABLE `documents` (
	`hash` text PRIMARY KEY NOT NULL,
	`file` text NOT NULL,
	`text` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `memory` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `rooms` (
	`room` text PRIMARY KEY NOT NULL,
	`incident` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `rooms_incident` ON `rooms` (`incident`);--> statement-breakpoint
DROP INDEX `incidents_room`;--> statement-breakpoint
INSERT INTO `rooms` (`room`, `incident`) SELECT `room`, max(`number`) FROM `incidents` WHERE `room` IS NOT NULL GROUP BY `room`;
