-- Scores of a warehouse's diary, in SQL alone. Run by DuckDB with the functions of backrisk:
--     python scores_sql.py my_clinic/ scores.parquet
-- backrisk_scores() keeps every person whole; reason says why a risk is missing. Do not drop it on the way.
create or replace table scores as from backrisk_scores();

create or replace table by_reason as
select reason, count(*) as people, count(risk) as scored from scores group by reason order by people desc;

create or replace table look_first as
select person_id, day, risk, low, high, coverage, triage, status
from scores where risk is not null order by relative desc, person_id limit 10;
