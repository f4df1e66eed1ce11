"""Words that stand where a name could and are none."""

import re
from typing import Final

from lti_tool.learning.identifiers.no_people import (
    ABSTRACT,
    CLINICAL,
    IN_ONE_WORD,
    NO_PEOPLE,
    ORGANISED,
    THINGS,
)

_PARTICLES: Final = "van von der den de da di dos del della la le al el bin ibn ten ter du"
PARTICLES: Final = frozenset(_PARTICLES.split())
"""Small words within the names of families."""
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
_NOT_SAID: Final = """
see unknown unsure withheld redacted removed omitted deleted hidden anonymised anonymous changed
confidential none nil na tbc blank missing unavailable given known recorded written checked correct
incorrect wrong different similar spelt misspelt visible obscured initials pseudonym not male
female man woman boy girl elderly adult child name dob address nhs hospital ward bed number please
required needed left too same both being still stated shown patient patients daughter son wife
husband mother father mum dad parent parents sister brother partner spouse carer friend neighbour
niece nephew aunt uncle cousin grandson granddaughter grandmother grandfather relative family
"""
_AFTER_A_TITLE: Final = """
Arts Science Sciences Medicine Surgery Philosophy Education Degree Class Classes Copy Copies File
Files List Lists Plan Plans Key Switch Builder Programme Friendly Unit Units Check Checks Clinic
Clinics Loss Led Box Steps Blues Bank Week Ward Wards Monitor Monitoring Teams Word Excel Society
Forms Windows Trust Specialist Specialists Patient Patients Relapse Relapses Register Therapy
Therapies Treatment Treatments Diagnosis Symptoms Symptom Flare Lesions Plaques Outlook Office
Access Powerpoint Dose Doses Work Out Scan Scans
"""
_AFTER_MR: Final = """
abdomen abdominal ankle arthrogram abdo aorta arterial bowel brain brains breast cardiac cervical
cholangiogram conditional compatible contrast elastography elbow enterography femur findings guided
heart hip hips iam iams image images imaging kidney kidneys knee knees liver lumbar lumbosacral
machine mammography neck orbit orbits pancreas pelvic pelvis perfusion pituitary prostate protocol
pulmonary radiographer rectum renal report request requests room sacrum safe safety scan scanner
scanning scans sequence sequences shoulder shoulders slot small spectroscopy spinal spine suite
thoracic unsafe urogram venogram vessel whole wrist
"""
_AFTER_PATIENT: Final = """
Ambulance Ambassador Award Awards Call Calls Carers Charities Charity Conference Doctors Event
Events Friends Leader Leaders Newsletter Pharmacy Visitors Watch Webinar
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
NOT_SAID: Final = NEVER | frozenset(_NOT_SAID.split())
"""In small letters: what stands after "name:" where none is told."""
AFTER_MR: Final = frozenset(_AFTER_MR.split())
"""In small letters: what is looked at by magnetic resonance, MR for short."""
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
_KNOWN: Final = NOT_SAID.union(
    ORGANISED,
    THINGS,
    CLINICAL,
    (word.lower() for word in (*AFTER_PATIENT, *NO_PEOPLE)),
)


def is_known(word: str) -> bool:
    """Whether a word after "patient" names no person: by what it is, or how it is built."""
    ends = ABSTRACT.search(word) or DRUG.search(word)
    return word.lower() in _KNOWN or bool(ends or IN_ONE_WORD.match(word))
