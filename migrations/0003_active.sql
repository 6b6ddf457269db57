ALTER TABLE `incidents` ADD `active_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `incidents` SET `active_at` = `updated_at`;
