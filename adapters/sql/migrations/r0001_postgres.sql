-- What the log needs on PostgreSQL beside its tables: one function to append with, and triggers against changes.
-- Run in the schema that holds the tables; {schema} stands for its name.

-- Ids are compared byte by byte: quick, and the same on every machine, whatever its locale sorts by.
ALTER TABLE streams ALTER log TYPE text COLLATE "C", ALTER stream TYPE text COLLATE "C";
ALTER TABLE commands ALTER log TYPE text COLLATE "C", ALTER command_id TYPE text COLLATE "C";
ALTER TABLE events ALTER log TYPE text COLLATE "C", ALTER stream TYPE text COLLATE "C";

-- Room in each page, so that a stream moves on without touching its index.
ALTER TABLE streams SET (fillfactor = 80);

-- One row a log, locked by whoever appends to it and never changed: a row that was rewritten by each append would
-- leave versions behind for the next append to walk through, as many as there were since the oldest open transaction.
CREATE TABLE logs (log text COLLATE "C" PRIMARY KEY);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% are append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- Always: also for whoever applies changes as a replica does, which skips ordinary triggers.
CREATE FUNCTION make_append_only(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER is_not_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
                 'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name);
  EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER is_not_changed', name);
END $$;

SELECT make_append_only('events'), make_append_only('commands');

-- Events lie in a table for each year in which they were recorded, so that an old year can be moved as a whole. What
-- no table was made for goes to the last. Makes those of the years up to and with `until` that are not there yet.
CREATE FUNCTION make_event_years(until integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  first constant integer := 2027;
  began constant bigint[] := ARRAY(
    SELECT extract(epoch FROM make_timestamptz(year, 1, 1, 0, 0, 0, 'UTC'))::bigint * 1000000
      FROM generate_series(first, until + 1) year ORDER BY year);
BEGIN
  IF to_regclass('events_before_' || first) IS NULL THEN
    EXECUTE format('CREATE TABLE events_before_%s PARTITION OF events FOR VALUES FROM (MINVALUE) TO (%s)', first, began[1]);
    CREATE TABLE events_later PARTITION OF events DEFAULT;
    PERFORM make_append_only('events_before_' || first), make_append_only('events_later');
  END IF;
  FOR year IN first .. until LOOP
    IF to_regclass('events_' || year) IS NULL THEN
      EXECUTE format('CREATE TABLE events_%s PARTITION OF events FOR VALUES FROM (%s) TO (%s)',
                     year, began[year - first + 1], began[year - first + 2]);
      PERFORM make_append_only('events_' || year);
    END IF;
  END LOOP;
END $$;

SELECT make_event_years(2028);

-- The last command of a log tells how far it reaches, whatever years its events lie in.
CREATE INDEX commands_by_position ON commands (log, position) INCLUDE (recorded_at);

-- Appends a batch, each append accepted or refused whole, and gives a row of verdict for each in no order.
--
-- The arrays are columns: command_ids to wanted_times have an element an append, part_* one a stream of an append,
-- event_* one an event. part_appends and event_parts say by number, from 1, what each belongs to. Events come in the
-- order of their parts, and parts in that of their appends. No command stands in a batch twice, and no stream that gets
-- events: a part without events says where a stream stood that was only read.
-- Positions, versions and receipts are worked out here: a caller cannot leave a hole or give itself a false receipt.
--
-- verdict    the other columns of a row
-- appended   position (the last), events, recorded_at
-- duplicate  position, events, recorded_at, versions, digest: of the first use of the command
-- conflict   stream (the first that stands elsewhere), actual (where it stands)
--
-- It runs with the rights of its owner, so that an application needs none to write the tables themselves.
CREATE FUNCTION append_events(
  to_log text,
  command_ids text[], digests bytea[], actors text[], correlation_ids text[], causation_ids text[],
  wanted_times bigint[],
  part_appends bigint[], part_streams text[], part_expected bigint[],
  event_parts bigint[], event_ids text[], event_types text[], event_schemas bigint[], event_times bigint[],
  event_offsets bigint[], event_data bytea[], event_sealed bytea[]
) RETURNS TABLE (
  command_id text, verdict text, "position" bigint, events integer, recorded_at bigint,
  versions text, digest bytea, stream text, actual bigint
)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = {schema}, pg_temp
SET lock_timeout = '15s'
SET plan_cache_mode = force_generic_plan  -- to plan anew for each batch took a quarter of a single append
SET enable_seqscan = off  -- and a plan made while the tables were small has to serve when they are large
AS $$
#variable_conflict use_column
DECLARE
  last_position bigint := 0;
  last_time bigint := 0;
  known bigint[];
  refused bigint[];
BEGIN
  -- The lock has a statement of its own: only what begins after it sees all that was committed under it.
  PERFORM FROM logs WHERE logs.log = to_log FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO logs VALUES (to_log) ON CONFLICT DO NOTHING;
    PERFORM FROM logs WHERE logs.log = to_log FOR UPDATE;
  END IF;

  SELECT c.position, c.recorded_at INTO last_position, last_time
    FROM commands c WHERE c.log = to_log ORDER BY c.position DESC LIMIT 1;
  IF NOT FOUND THEN
    last_position := 0;
    last_time := 0;
  END IF;

  -- One by one: a plan made while the log was short went through all of its commands to find these few.
  known := ARRAY(
    SELECT u.number
      FROM unnest(command_ids) WITH ORDINALITY u (id, number)
     WHERE (SELECT TRUE FROM commands c WHERE c.log = to_log AND c.command_id = u.id)
  );
  refused := known || ARRAY(
    SELECT p.append
      FROM unnest(part_appends, part_streams, part_expected) p (append, stream, expected)
     WHERE p.expected <> coalesce(
             (SELECT s.version FROM streams s WHERE s.log = to_log AND s.stream = p.stream), 0)
  );

  IF cardinality(refused) > 0 THEN
    RETURN QUERY
    SELECT c.command_id, 'duplicate', c.position, c.events, c.recorded_at, c.versions, c.digest, NULL, NULL::bigint
      FROM unnest(known) u (number),
           LATERAL (SELECT * FROM commands c WHERE c.log = to_log AND c.command_id = command_ids[u.number] OFFSET 0) c;

    RETURN QUERY
    SELECT DISTINCT ON (p.append) command_ids[p.append], 'conflict', NULL::bigint, NULL::integer, NULL::bigint, NULL,
           NULL::bytea, p.stream, p.actual
      FROM (
        SELECT *, coalesce((SELECT s.version FROM streams s WHERE s.log = to_log AND s.stream = u.stream), 0) AS actual
          FROM unnest(part_appends, part_streams, part_expected)
               WITH ORDINALITY u (append, stream, expected, number)
      ) p
     WHERE p.expected <> p.actual AND p.append <> ALL (known)
     ORDER BY p.append, p.number;
  END IF;

  INSERT INTO events (
    log, position, stream, version, event_id, type, schema_version, occurred_at, occurred_offset, recorded_at,
    actor, command_id, correlation_id, causation_id, data, sealed
  )
  SELECT to_log, last_position + row_number() OVER so_far, part_streams[e.part],
         part_expected[e.part] + row_number() OVER (PARTITION BY e.part ORDER BY e.number), e.event_id, e.type,
         e.schema_version, e.occurred_at, e.occurred_offset,
         greatest(last_time, max(wanted_times[e.append]) OVER so_far),
         actors[e.append], command_ids[e.append], correlation_ids[e.append], causation_ids[e.append], e.data, e.sealed
    FROM (
      SELECT *, part_appends[part] AS append
        FROM unnest(
          event_parts, event_ids, event_types, event_schemas, event_times, event_offsets, event_data, event_sealed
        ) WITH ORDINALITY u (
          part, event_id, type, schema_version, occurred_at, occurred_offset, data, sealed, number)
    ) e
   WHERE e.append <> ALL (refused)
  WINDOW so_far AS (ORDER BY e.number ROWS UNBOUNDED PRECEDING);

  RETURN QUERY
  WITH moved AS (
    SELECT part_appends[e.part] AS append, e.part, part_streams[e.part] AS stream,
           part_expected[e.part] + count(*) AS version, count(*) AS events
      FROM unnest(event_parts) e (part)
     WHERE part_appends[e.part] <> ALL (refused)
     GROUP BY e.part
  ),
  moved_streams AS (
    INSERT INTO streams (log, stream, version)
    SELECT to_log, m.stream, m.version FROM moved m
    ON CONFLICT (log, stream) DO UPDATE SET version = excluded.version
  )
  INSERT INTO commands (log, command_id, digest, position, events, recorded_at, versions)
  SELECT to_log, command_ids[a.append], digests[a.append], last_position + sum(a.events) OVER so_far, a.events,
         greatest(last_time, max(wanted_times[a.append]) OVER so_far), a.versions
    FROM (
      SELECT m.append, sum(m.events) AS events,
             '{' || string_agg(to_json(m.stream) || ':' || m.version, ',' ORDER BY m.part) || '}' AS versions
        FROM moved m GROUP BY m.append
    ) a
  WINDOW so_far AS (ORDER BY a.append ROWS UNBOUNDED PRECEDING)
  RETURNING command_id, 'appended', position, events, recorded_at, NULL, NULL::bytea, NULL, NULL::bigint;
END $$;

-- Nobody appends who was not given the right to; tables grant nothing by themselves, functions do.
REVOKE EXECUTE ON FUNCTION append_events FROM PUBLIC;
-- Nor does anybody put a table or function of their own where the log's are looked for.
REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC;
