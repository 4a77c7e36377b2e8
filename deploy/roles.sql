-- What each process may do in the database. Run by the owner after every `amparo-gateway migrate`:
--     runuser -u amparo-owner -- psql -d amparo -f deploy/roles.sql
--
-- The gateway reads and writes rows; it cannot change tables. The worker carries and forgets: of a session, a mailbox, a
-- mark it sees the keyed hash and the time by which a row is over, so that it can delete it; of an account the step of the
-- last code used, so that it can clear it; and nothing more. The owner rewrites whole tables by key (gateway/store/rewrite.py)
-- and brings them up to date. Beat has no role: it is not let in.

\set ON_ERROR_STOP on
BEGIN;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, "amparo-gateway", "amparo-worker", "amparo-watch";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO "amparo-gateway", "amparo-worker", "amparo-watch";

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "amparo-gateway";
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM "amparo-gateway";

-- Carrying: what is owed, to whom, and how it went.
GRANT SELECT, DELETE ON deliveries, envelopes, attempts TO "amparo-worker";
GRANT UPDATE (state, lease_until, next_try, attempts, reason) ON deliveries TO "amparo-worker";
GRANT UPDATE (until) ON envelopes TO "amparo-worker";
GRANT INSERT ON attempts TO "amparo-worker";
GRANT SELECT (report_id, ngo, force, day), DELETE ON reports TO "amparo-worker";
GRANT SELECT ON shared_directory TO "amparo-worker";  -- public: addresses that envelopes may travel to

-- Watching: what waits and since which day, how many wrong tries, and the public directory.
GRANT SELECT (id, state, day) ON deliveries TO "amparo-watch";
GRANT SELECT (failed) ON tries TO "amparo-watch";
GRANT SELECT ON shared_directory TO "amparo-watch";

-- Forgetting: the key of a row and when it is over.
GRANT SELECT (org, delivery_id, action), DELETE ON receipts TO "amparo-worker";
GRANT SELECT (org, delivery_id), DELETE ON recalls TO "amparo-worker";
GRANT SELECT (filing_id, day), DELETE ON filings TO "amparo-worker";
GRANT SELECT (key, day), DELETE ON seen TO "amparo-worker";
GRANT SELECT (key, until), DELETE ON nonces TO "amparo-worker";
GRANT SELECT (row_key, day, emptied), UPDATE (emptied), DELETE ON mailboxes TO "amparo-worker";
GRANT SELECT (row_key), DELETE ON slots TO "amparo-worker";
GRANT SELECT (id_hash, expires), DELETE ON sessions TO "amparo-worker";
GRANT SELECT (name_hash, locked_until), DELETE ON tries TO "amparo-worker";
GRANT SELECT (totp_step), UPDATE (totp_step) ON accounts TO "amparo-worker";

-- Copying: what may be kept. Of what may never be copied (RECOVERY.md, 1) the backup can lock the table, as pg_dump does, and
-- see no row: without its list of exceptions it fails. Where nobody has that name, no backup is made.
DO $$
DECLARE
    never name;
BEGIN
    IF to_regrole('"amparo-backup"') IS NULL THEN
        RETURN;
    END IF;
    REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "amparo-backup";
    GRANT USAGE ON SCHEMA public TO "amparo-backup";
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO "amparo-backup";
    FOREACH never IN ARRAY '{envelopes, slots, sessions, nonces, tries}'::name[] LOOP
        IF NOT (SELECT relrowsecurity FROM pg_class WHERE oid = never::text::regclass) THEN
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', never);
            EXECUTE format(
                'CREATE POLICY not_for_backups ON %I TO "amparo-gateway", "amparo-worker", "amparo-watch" USING (true)', never
            );
        END IF;
    END LOOP;
END
$$;

COMMIT;
