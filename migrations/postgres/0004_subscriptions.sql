CREATE TABLE IF NOT EXISTS "subscriptions" (
	"person" text NOT NULL,
	"by" text NOT NULL,
	"system" text NOT NULL,
	"severities" text NOT NULL,
	CONSTRAINT "subscriptions_person_by_system_pk" PRIMARY KEY("person","by","system")
);
