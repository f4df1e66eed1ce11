"""What stands after "patient" as a name does and is a system, a charity, an illness or a thing."""

import re
from typing import Final

_NO_PEOPLE: Final = """
Accurx Ardens Adastra Attend Badgernet Badgernotes Careflow Carenotes Cerner Datix Docman Dragon
Econsult Elearning Emis Endobase Epic Epma Euroking Facebook Fitbit Google Healthwatch
Hospify Icare Instagram Klinik Lifebox Liveview Medisoft Meditech Medway Microguide
Millennium Nervecentre Nhs Outlook Patientrack Patchs Pando Pathlab Powerchart Powerpoint
Radar Rio Siilo Silverlink Skype Sunquest Telegram Teams Tiktok Trakcare Ulysses Vitalpac Webex
Whatsapp Whzan Word Excel Youtube Zoom
Addaction Alzheimer Alzheimers Asthma Barnardo Barnardos Beacon British Cancer Carers Change
Childline Citizens Cqc Crisis Cruse Diabetes Epilepsy Gov Headway Heart Hospice Kidney Leukaemia
Lupus Mencap Mind National Nice Pals Pancreatic Prostate Relate Rethink Royal
Samaritans Scope Sepsis Shelter Stroke Switchboard Talking Turning Versus
Behçet Coeliac Crohn Crohns Guillain Hashimoto Hodgkin Kawasaki Marfan Ménière Parkinson
Parkinsons Raynaud Sjögren Tourette Wernicke
"""
_ILLNESSES: Final = """
Addison Alzheimer Barrett Bell Crohn Cushing Down Graves Hodgkin Huntington Maggie Paget Parkinson
Raynaud Sjögren Tommy Tourette Turner Wilson
"""
_LIKE_PEOPLE: Final = "Marie Curie, Sue Ryder, Anthony Nolan, Florence Nightingale, Red Cross"
_ORGANISED: Final = """
uk nhs trust foundation society association alliance charity charities fund hospice research
concern relief network union federation college academy institute council commission department
support helpline hospital clinic centre campaign appeal cancer england scotland wales ireland
"""
_THINGS: Final = """
account advice adviser advisor advocate alarm alert algorithm app application appointment audit
award badge bag band bay bed bell board booklet box bracelet brochure buddy bundle call calls
campaign card cards category catheter champion charity chart charts chat checklist classification
clinic club code collar committee consultation counsellor course crew criteria dashboard database
day disease document documentation drip education email emails entry event events exercise feedback
file fliers flyer folder form forms forum frame fund group groups guidance guide guideline
guidelines handbook helpline hoist hotline hub incident index infusion initiative injection
interface interview kiosk leaflet leaflets letter letters line lines link list log login machine
mail manoeuvre manual mask mattress meeting meetings menu message messages model module monitor
month newsletter nurse nurses pack page pages palsy pamphlet panel paperwork party passport pathway
plan platform policy portal position poster posters presentation procedure process profile programme
project protocol pump questionnaire record records referral register report reports representative
research resources rota safety scale scan scheme score screen seminar service services session
sessions sheet sign sling software specialist splint stocking stockings story surgery survey
symptoms syndrome system systems tab tablet talk team teams technique template test text tool
toolkit tracker training trial trolley tube unit update video videos volunteer volunteers ward
warden webinar website week worker workers workshop wristband
"""
_CLINICAL: Final = """
abdomen abscess acute admission airway amputation anaemia anatomy ankle anxiety aorta appendicitis
arm arrest arthritis assignment asthma back bite bladder bleed bleeding blood bone bowel brain
breast breath breathing cannula cannulation cap cardiac care catheter cellulitis certificate
cervical chest chronic clerking clinical cognitive collapse colon coma confusion consent copd copy
cough crisis cut death dehydration delirium dementia dental depression diabetes diabetic diagnosis
diarrhoea discharge dizziness dna draft drug ear ecg echo eczema elderly epilepsy essay exam
examination example examples eye face failure fall falls femur fever final finger first fit fluid
fluids foot fracture fractured frailty gait gastric glucose haematuria hand handover head headache
heart hernia hip history hypertension hypoglycaemia hypotension hypoxia infection influenza
information injury joint kidney knee lab labs leg legs lesion lesions liver lobe log lower lumbar
lung mania mental migraine mouth muscle myocardial nail nausea neck nerve new nose obesity oedema
old one operation oral osteoporosis overdose oxygen pain palliative palpitations pancreatitis pelvis
peripheral photo photos pic picture pneumonia portfolio post pregnancy pressure psychosis pulmonary
rash rectal reflection reflective reflex reflux renal respiratory resus retention review rib scan
scans second seizure sepsis septic severe shingles shock shoulder skin skull slide slides sore
spinal spine spleen stable stage stroke sugar suicide surgical swab swelling tear template thigh
three throat thumb thyroid toe tongue tonsil tonsils trauma tremor tumour two type ulcer ulcers unit
unwell upper ureter urinary urine vascular vein version vision vitals vomiting weakness weight well
work wound wounds wrist xray
"""
NO_PEOPLE: Final = frozenset(_NO_PEOPLE.split())
"""Systems of the health service, charities, and illnesses called after who described them."""
OF_ILLNESSES: Final = frozenset(_ILLNESSES.split())
"""Names that illnesses and charities have in the possessive, and patients too."""
LIKE_PEOPLE: Final = frozenset(_LIKE_PEOPLE.split(", "))
"""Organisations whose name is one of a person."""
ORGANISED: Final = frozenset(_ORGANISED.split())
"""In small letters: what organisations call themselves beside a name of their own."""
THINGS: Final = frozenset(_THINGS.split())
"""In small letters: what a name before it is the name of: a Zoom call is no Mr Zoom."""
CLINICAL: Final = frozenset(_CLINICAL.split())
"""In small letters: words of notes that stand after "patient" in headlines and names of files."""
ABSTRACT: Final = re.compile(
    r"(?:tion|sion|ology|(?<!cle)ment|(?<!felic)(?<!ver)(?<!trin)ity|ism|ware|watch|graphy|itis"
    r"|aemia|opathy|ectomy|ostomy)s?$",
    re.IGNORECASE,
)
"""How words end that name no person."""
IN_ONE_WORD: Final = re.compile(
    r"(?!(?:Mc|Mac|De|Di|Da|Du|Des|Del|La|Le|Van|Von|Fitz|Al|El|Abdul|Abd|St|Ap|O)[A-Z])"
    r"[^\W\d_]+[a-z][A-Z]"
)
"""A capital within a word, as products have it, and few families."""
