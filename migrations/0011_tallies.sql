CREATE TABLE `tallies` (
	`incident` integer PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`shape` integer NOT NULL,
	`tally` text NOT NULL
);
