CREATE TABLE `subscriptions` (
	`person` text NOT NULL,
	`by` text NOT NULL,
	`system` text NOT NULL,
	`severities` text NOT NULL,
	PRIMARY KEY(`person`, `by`, `system`)
);
