#!/usr/bin/env bash
# One treatment episode by hand, from an empty folder to a signed discharge: what docs/staff.md walks through.
# It needs homeport on the PATH and a folder of its own:
#
#     HOMEPORT_DATA=$(mktemp -d)/clinic bash docs/examples/one-episode.sh
#
# Everybody in it is made up. Answers are typed in the order of the item numbers, - for a declined item.
set -euo pipefail
: "${HOMEPORT_DATA:?name an empty folder in HOMEPORT_DATA}"
export HOMEPORT_DATA

step() { printf '\n== %s\n' "$*"; }

step "The site and its staff"
homeport site init --name "Harbour House (synthetic)" --time-zone America/Los_Angeles --synthetic
homeport staff add s-lena --name "Lena Synthetic" --role supervisor --role clinician --discipline mental_health --as s-lena
homeport staff add s-mara --name "Mara Synthetic" --role clinician --discipline mental_health --as s-lena
homeport staff add s-theo --name "Theo Synthetic" --role counsellor --discipline substance_use --as s-lena
export HOMEPORT_ACTOR=s-mara

step "Intake"
homeport client add --client c-1 --name "Synthetic Client One" --chosen-name "One"
homeport episode open c-1 --episode e-1 --at 2026-03-02T09:00:00-08:00
homeport record consent e-1 --signed-on 2026-03-02 --at 2026-03-02T09:10:00-08:00
homeport record safety-screen e-1 --safe-now yes --choices-explained --overwhelms "raised voices|crowds" \
  --grounds "cold water|a short walk" --at 2026-03-02T09:20:00-08:00
homeport record substance e-1 --substance alcohol --relieves anxiety,loneliness --primary --at 2026-03-02T09:30:00-08:00
homeport record attachment-history e-1 --disruptions separation,loss --earlier-treatments 2 \
  --ran-aground-on "Left when the group felt too close" --at 2026-03-02T09:40:00-08:00
homeport episode next e-1
homeport record care-team e-1 --members s-mara,s-theo --at 2026-03-02T09:50:00-08:00
homeport episode advance e-1 --at 2026-03-02T10:00:00-08:00

step "Assessment: the three baselines, and the formulation"
homeport record assessment e-1 --form ecr --occasion baseline --at 2026-03-04T10:00:00-08:00 --answers \
  "5 6 3 6 5 6 5 6 4 6 5 6 5 6 3 6 5 6 3 6 5 2 5 6 3 6 3 5 3 6 3 6 3 5 3 6"
homeport record assessment e-1 --form rfq-8 --occasion baseline --at 2026-03-04T10:20:00-08:00 --answers "5 6 5 6 6 5 3 6"
homeport record assessment e-1 --form sps-24 --occasion baseline --at 2026-03-04T10:30:00-08:00 --answers \
  "2 3 3 2 2 3 2 2 3 3 2 2 2 3 3 2 2 3 3 2 3 3 2 3"
homeport record formulation e-1 --style fearful --strategy disorganised --at 2026-03-04T11:00:00-08:00
homeport episode advance e-1 --at 2026-03-04T11:10:00-08:00

step "Social map building"
homeport record person e-1 --entry p-ana --name "Ana (synthetic)" --role family --stance supports \
  --provisions attachment,reliable_alliance,nurturance --importance 5 --quality close --at 2026-03-06T10:00:00-08:00
homeport record person e-1 --entry p-ben --name "Ben (synthetic)" --role sponsor --stance supports \
  --provisions guidance,reassurance_of_worth --in-treatment-milieu --at 2026-03-06T10:05:00-08:00
homeport record person e-1 --entry p-cleo --name "Cleo (synthetic)" --role friend --stance supports \
  --provisions social_integration,reassurance_of_worth --at 2026-03-06T10:10:00-08:00
homeport record tie e-1 --between p-ana,p-cleo --quality close --at 2026-03-06T10:15:00-08:00
homeport record contact e-1 --entry k-1 --person p-ana --how phone --begun-by client --purpose check_in \
  --outcome supported --at 2026-03-07T18:00:00-08:00
homeport record education e-1 --module causes_of_addiction --at 2026-03-09T10:00:00-07:00
homeport record regulation e-1 --with-whom alone --tool paced_breathing --zone-before hyper --intensity-before 8 \
  --zone-after within_window --intensity-after 4 --at 2026-03-09T11:00:00-07:00
homeport record reflection e-1 --with-whom on_map --person p-cleo --checked --was-right partly \
  --strategy deactivating --worked partly --at 2026-03-10T10:00:00-07:00
homeport episode map e-1
homeport episode advance e-1 --at 2026-03-11T10:00:00-07:00

step "A second client joins the group: one session, in both records or in none"
homeport client add --client c-2 --name "Synthetic Client Two"
homeport episode open c-2 --episode e-2 --at 2026-03-02T13:00:00-08:00
homeport record consent e-2 --signed-on 2026-03-02 --at 2026-03-02T13:10:00-08:00
homeport record safety-screen e-2 --safe-now yes --choices-explained --at 2026-03-02T13:20:00-08:00
homeport record substance e-2 --substance opioids --relieves pain --at 2026-03-02T13:30:00-08:00
homeport record attachment-history e-2 --disruptions none_known --at 2026-03-02T13:40:00-08:00
homeport record care-team e-2 --members s-mara,s-theo --at 2026-03-02T13:50:00-08:00
homeport episode advance e-2 --at 2026-03-02T14:00:00-08:00
homeport episode override e-2 --requirement baseline_ecr --requirement baseline_rfq --requirement baseline_sps \
  --requirement formulation --reason "Questionnaires wait for a translation" --as s-lena --at 2026-03-05T09:00:00-08:00
homeport episode advance e-2 --at 2026-03-05T09:10:00-08:00
homeport record group "e-1=Spoke for the first time" e-2 --topic asking_for_help --module attachment_styles \
  --minutes 90 --at 2026-03-12T14:00:00-07:00

step "Relapse planning"
homeport record risk e-1 --entry r-craving --kind craving --description "Evenings after work" --at 2026-03-13T10:00:00-07:00
homeport record risk e-1 --entry r-cue --kind environmental_cue --description "The corner shop" --at 2026-03-13T10:05:00-07:00
homeport record risk e-1 --entry r-attach --kind attachment_strategy --strategy deactivating \
  --description "Going quiet when hurt" --at 2026-03-13T10:10:00-07:00
homeport record coping e-1 --risk r-craving --alone urge_surfing --people p-ben --at 2026-03-13T10:15:00-07:00
homeport record coping e-1 --risk r-cue --alone another_way_home --people p-cleo --at 2026-03-13T10:20:00-07:00
homeport record coping e-1 --risk r-attach --alone journal --people p-ana --at 2026-03-13T10:25:00-07:00
homeport record crisis-contact e-1 --kind crisis_line --label "988 Suicide & Crisis Lifeline" --how "call or text 988" \
  --at 2026-03-13T10:30:00-07:00
homeport record plan e-1 --reasons "To be there for Ana" --copies-with client,clinic --at 2026-03-13T10:35:00-07:00
homeport record plan-agreement e-1 --at 2026-03-13T10:40:00-07:00

step "A recurrence of use never ends an episode; a hold stops the clocks"
homeport record recurrence e-1 --substance alcohol --extent single --risk r-craving --at 2026-03-14T22:00:00-07:00
homeport record plan-review e-1 --at 2026-03-16T09:00:00-07:00
homeport episode hold e-1 --kind hospital --reason "Two nights in hospital" --at 2026-03-16T12:00:00-07:00
homeport episode resume e-1 --at 2026-03-18T12:00:00-07:00
contact() { homeport record contact e-1 --entry "$1" --person "$2" --how "$3" --begun-by client --purpose "$4" \
  --outcome supported --at "$5" "${@:6}"; }
contact k-2 p-ben phone craving 2026-03-19T19:00:00-07:00 --risk r-craving
contact k-3 p-cleo in_person company 2026-03-20T19:00:00-07:00
contact k-4 p-ana phone check_in 2026-03-21T19:00:00-07:00
contact k-5 p-ben phone guidance 2026-03-23T19:00:00-07:00
contact k-6 p-cleo message check_in 2026-03-24T19:00:00-07:00
contact k-7 p-cleo message check_in 2026-03-24T19:01:00-07:00

step "Corrections: an amendment and a void; the history keeps both"
homeport amend e-1 k-3 --set how=video --reason "They met online" --as s-theo
homeport void e-1 k-7 --reason "Typed twice" --as s-theo
homeport episode advance e-1 --at 2026-03-25T10:00:00-07:00

step "Discharge reassessment, on the same forms"
homeport record assessment e-1 --form ecr --occasion reassessment --at 2026-03-26T10:00:00-07:00 --answers \
  "3 3 5 3 3 3 3 4 5 3 3 3 3 3 5 3 3 3 5 3 3 5 3 3 5 3 5 3 5 3 5 3 5 3 5 3"
homeport record assessment e-1 --form rfq-8 --occasion reassessment --at 2026-03-26T10:20:00-07:00 --answers "3 4 3 4 4 3 5 4"
homeport record assessment e-1 --form sps-24 --occasion reassessment --at 2026-03-26T10:30:00-07:00 --answers \
  "4 2 2 3 3 1 3 3 2 1 4 4 4 2 2 4 4 1 2 3 1 2 4 1"
homeport record map-review e-1 --at 2026-03-26T11:00:00-07:00
homeport episode goals e-1 --as-of 2026-03-27
homeport record summary e-1 --entry sum-1 --text "A synthetic summary of a synthetic episode." --at 2026-03-27T09:00:00-07:00
homeport episode sign e-1 --at 2026-03-27T09:10:00-07:00
homeport episode cosign e-1 --as s-lena --at 2026-03-27T09:20:00-07:00
homeport episode advance e-1 --at 2026-03-27T10:00:00-07:00
homeport episode show e-1

step "A backup, and the same goals from the restored site"
homeport episode goals e-1 --as-of 2026-03-31 --json > "$HOMEPORT_DATA.before.json"
homeport backup "$HOMEPORT_DATA.backup"
homeport --data "$HOMEPORT_DATA.restored" restore "$HOMEPORT_DATA.backup"
homeport --data "$HOMEPORT_DATA.restored" episode goals e-1 --as-of 2026-03-31 --json > "$HOMEPORT_DATA.after.json"
cmp "$HOMEPORT_DATA.before.json" "$HOMEPORT_DATA.after.json"
echo "goal attainment is the same before and after the restore"
