"""Words of Postgres that the rewrites know."""

from __future__ import annotations

HARMLESS = frozenset(
    """abs age array_cat array_dims array_fill array_lower array_ndims array_position array_positions array_prepend
    array_remove array_replace array_upper btrim cardinality ceiling char_length character_length cume_dist date_bin
    date_part datemultirange daterange datetime div family format format_type gcd host int4range int8range isempty
    isfinite json_array_length json_build_array json_build_object json_each json_each_text json_extract_path
    json_extract_path_text json_object json_typeof jsonb_array_elements jsonb_array_elements_text jsonb_array_length
    jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text jsonb_extract_path jsonb_extract_path_text
    jsonb_object jsonb_object_keys jsonb_path_exists jsonb_path_query jsonb_strip_nulls jsonb_typeof justify_days
    justify_hours justify_interval lcm lower_inc lower_inf ltrim make_date make_interval make_time make_timestamp
    make_timestamptz md5 mod multirange netmask network nullif num_nonnulls num_nulls numrange octet_length overlay
    phraseto_tsquery plainto_tsquery position pow quote_ident quote_literal range_merge regexp_count regexp_like
    regexp_match regexp_matches regexp_replace regexp_substr reverse row row_to_json rtrim scale similarity
    split_part starts_with string_to_array strpos substr timezone to_json to_jsonb to_number to_tsquery to_tsvector
    translate trim_scale trunc ts_rank ts_rank_cd tsrange tstzrange unaccent unistr upper_inc upper_inf
    websearch_to_tsquery width_bucket""".split()  # noqa: SIM905
)
"""Functions without a type of their own in sqlglot that only compute: never volatile, no effects."""

RESERVED = frozenset(
    """all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation
    column concurrently constraint create cross current_catalog current_date current_role current_schema current_time
    current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze
    from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit
    localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references
    returning right select session_user similar some symmetric system_user table tablesample then to trailing true union
    unique user using variadic verbose when where window with""".split()  # noqa: SIM905
)
"""Keywords that are no names unless they are quoted."""
