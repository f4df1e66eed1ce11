"""Words that stand where a name could and are none."""

import re
from typing import Final

_NEVER: Final = """
a an and are as at because been but by did do does for from had has have he her his how however i
if in is it its may my no not of on or our she should since so some that the their them then there
these they this those to until was we were what when where which while who whose why will with
would you your after again all also although any before both during each even every just like next
now once one only over still such than though through today two under up very yet monday tuesday
wednesday thursday friday saturday sunday january february march april june july august september
october november december christmas easter dr doctor prof professor mr mrs ms miss mx sister nurse
matron consultant registrar
"""
_AFTER_A_TITLE: Final = """
Arts Science Sciences Medicine Surgery Philosophy Education Degree Class Classes Copy Copies File
Files List Lists Plan Plans Key Switch Builder Programme Friendly Unit Units Check Checks Clinic
Clinics Loss Led Box Steps Blues Bank Week Ward Wards Monitor Monitoring Teams Word Excel Society
Forms Windows Trust
"""
_AFTER_PATIENT: Final = """
Access Activity Administration Advice Advisory Advocacy Advocate App Assessment Assessments
Association Autonomy Blood Board Booklet Bed Care Case Centred Centered Centredness Champion
Charter Chart Charts Choice Choices Clinical Communication Complaint Complaints Concern Concerns
Confidentiality Consent Contact Controlled Council Covid Data Decision Deterioration Diary Dignity
Direction Directions Discharge Driven Education Empowerment Engagement Experience Experiences
Expert Family Feedback Files First Flow Focus Focused Forum Group Groups Handling Handover Held
Health History Hotel Hub Identification Identifier Identifiers Identity Information Initiative
Involvement Journey Journeys Knows Leaflet Leaflets Led Letter Letters Level Liaison Line List
Lists Management Medical Medication Medicines Mobility Monitoring Moving Need Needs Network Note
Notes Number Numbers Observation Observations Online Opinion Outcome Outcomes Panel Participation
Partner Partners Passport Pathway Pathways Perspective Perspectives Platform Portal Preference
Preferences Priority Programme Property Question Questionnaire Questionnaires Record Records
Reference Referral Referrals Registration Reported Representation Representative Representatives
Responsible Review Reviews Rights Risk Role Safety Satisfaction Score Scores Service Services
Simulation Specific Stories Story Status Summaries Summary Support Survey Surveys System Systems
Team Teams Text Timeline Tracker Transfer Transfers Transport Triage View Voice Voices Website
Wellbeing Wristband Arabic Bengali Chinese English French German Gujarati Hindi Italian Polish
Portuguese Punjabi Romanian Somali Spanish Turkish Urdu Welsh British Irish Scottish Augmentin
Botox Calpol Clexane Fortisip Gaviscon Insulin Iron Lasix Movicol Oramorph Oxygen Plavix Senna
Tazocin Ventolin Viagra Zoladex
"""
NEVER: Final = frozenset(_NEVER.split())
"""In small letters: words of any sentence, days and months, and what colleagues are called."""
AFTER_A_TITLE: Final = frozenset(_AFTER_A_TITLE.split())
"""What follows Master, Baby or Ms where nobody is meant."""
AFTER_PATIENT: Final = frozenset(_AFTER_PATIENT.split())
"""What follows "patient" where nobody is named: titles of services and papers, and the like."""
DRUG: Final = re.compile(
    r"(?:cillin|m[iy]cin|olol|april|pril|sartan|statin|azole|parin|farin|zepam|zolam|oxacin|tidine"
    r"|amide|emide|thiazide|formin|morphine|caine|triptan|gliptin|gliflozin|xaban|profen|etamol"
    r"|utamol|codeine|nisolone|asone|tisone|ciclovir|mab|penem|cycline|azine|oxetine|dipine|digoxin"
    r"|aspirin)$",
    re.IGNORECASE,
)
"""How names of drugs end, which many write with a capital."""
