"""Words that stand where a name could and are none; all in small letters but names."""

from typing import Final


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


PARTICLES: Final = _words("van von der den de da di dos del della la le al el bin ibn ten ter du")
"""Small words within the names of families."""
SAID_IN_ANY_SENTENCE: Final = _words("""
a an and are as at because been but by did do does for from had has have he her his how however i
if in is it its may my no not of on or our she should since so some that the their them then there
these they this those to until was we were what when where which while who whose why will with
would you your after again all also although any before both during each even every just like next
now once one only over still such than though through today two under up very yet monday tuesday
wednesday thursday friday saturday sunday january february march april june july august september
october november december christmas easter dr doctor prof professor mr mrs ms miss mx sister nurse
matron consultant registrar
""")
"""Also days and months, and what colleagues are called."""
NO_NAME_TOLD: Final = _words("""
see unknown unsure withheld redacted removed omitted deleted hidden anonymised anonymous changed
confidential none nil na tbc blank missing unavailable given known recorded written checked correct
incorrect wrong different similar spelt misspelt visible obscured initials pseudonym not male
female man woman boy girl elderly adult child name dob address nhs hospital ward bed number please
required needed left too same both being still stated shown patient patients daughter son wife
husband mother father mum dad parent parents sister brother partner spouse carer friend neighbour
niece nephew aunt uncle cousin grandson granddaughter grandmother grandfather relative family
""")
"""What stands after "name:" where none is told, and who somebody is to a patient."""
AFTER_A_TITLE: Final = _words("""
arts science sciences medicine surgery philosophy education degree class classes copy copies file
files list lists plan plans key switch builder programme friendly unit units check checks clinic
clinics loss led box steps blues bank week ward wards monitor monitoring teams word excel society
forms windows trust specialist specialists patient patients relapse relapses register therapy
therapies treatment treatments diagnosis symptoms symptom flare lesions plaques outlook office
access powerpoint dose doses work out scan scans boomer boomers
""")
"""What follows Master, Baby or Ms where nobody is meant."""
AFTER_MR: Final = _words("""
abdomen abdominal ankle arthrogram abdo aorta arterial bowel brain brains breast cardiac cervical
cholangiogram conditional compatible contrast elastography elbow enterography femur findings guided
heart hip hips iam iams image images imaging kidney kidneys knee knees liver lumbar lumbosacral
machine mammography neck orbit orbits pancreas pelvic pelvis perfusion pituitary prostate protocol
pulmonary radiographer rectum renal report request requests room sacrum safe safety scan scanner
scanning scans sequence sequences shoulder shoulders slot small spectroscopy spinal spine suite
thoracic unsafe urogram venogram vessel whole wrist
""")
"""What is looked at by magnetic resonance, MR for short."""
ORGANISED: Final = _words("""
uk nhs trust foundation society association alliance charity charities fund hospice research
concern relief network union federation college academy institute council commission department
support helpline hospital clinic centre campaign appeal cancer england scotland wales ireland
""")
"""What organisations call themselves beside a name of their own."""
THINGS: Final = _words("""
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
""")
"""What a name before it is the name of: a Zoom call is no Mr Zoom."""
CLINICAL: Final = _words("""
abdomen abscess acute airway anatomy ankle anxiety aorta arm arrest asthma back bite bladder bleed
bleeding blood bone bowel brain breast breath breathing cannula cap cardiac care certificate
cervical chest chronic clerking clinical cognitive collapse colon coma consent copd copy cough
crisis cut death delirium dementia dental diabetes diabetic diagnosis diarrhoea discharge dizziness
dna draft drug ear ecg echo eczema epilepsy essay exam example examples eye face failure fall falls
femur fever final finger first fit fluid fluids foot fracture fractured frailty gait gastric glucose
haematuria hand handover head headache heart hernia hip history hypoxia influenza injury joint
kidney knee lab labs leg legs liver lobe lower lumbar lung mania mental migraine mouth muscle
myocardial nail nausea neck nerve new nose oedema old oral osteoporosis overdose oxygen pain
palliative pelvis peripheral photo photos pic picture pneumonia portfolio post pregnancy pressure
psychosis pulmonary rash rectal reflective reflex reflux renal respiratory resus review rib scans
second seizure sepsis septic severe shingles shock shoulder skin skull slide slides sore spinal
spine spleen stable stage stroke sugar suicide surgical swab swelling tear thigh three throat thumb
thyroid toe tongue tonsil tonsils trauma tremor tumour type ulcer ulcers unwell upper ureter urinary
urine vascular vein vitals vomiting weakness weight well work wound wounds wrist xray
""")
"""Words of notes that stand after "patient" in headlines and names of files."""
PRODUCTS_AND_CHARITIES: Final = _words("""
accurx adastra alzheimer alzheimers ardens attend badgernet badgernotes barnardo barnardos beacon
behçet british careflow carenotes carers cerner change childline citizens coeliac cqc crohn crohns
cruse datix docman dragon econsult elearning emis endobase epic epma euroking excel facebook fitbit
google gov guillain hashimoto headway hodgkin hospify icare instagram kawasaki klinik lifebox
liveview lupus marfan medisoft meditech medway mencap microguide millennium mind ménière national
nervecentre nice outlook pals pancreatic pando parkinson parkinsons patchs pathlab patientrack
powerchart powerpoint prostate radar raynaud relate rethink rio royal samaritans scope shelter siilo
silverlink sjögren skype sunquest switchboard talking telegram tiktok tourette trakcare turning
ulysses versus vitalpac webex wernicke whatsapp whzan word youtube zoom
""")
"""Also illnesses called after who described them."""
OF_SERVICES: Final = _words("""
access advisory advocacy ambassador ambulance arabic augmentin autonomy awards bengali botox calpol
case centered centred centredness charter chinese choice choices clexane complaint complaints
concerns conference contact controlled covid data diary doctors driven english experience
experiences expert files flow focus focused follow fortisip french friends gaviscon german gujarati
handling health held hindi hotel identifier identifiers initiated insulin irish iron italian
journey journeys know knows lasix leader leaders led level liaison lists medical medicines
monitoring movicol moving need needs note notes numbers online opinion oramorph outcome outcomes
partners pathways perspective
perspectives pharmacy plavix polish portuguese preference preferences property punjabi
questionnaires reference referrals reported representatives responsible reviews rights risk role
romanian scores scottish senna somali spanish specific status stories summaries summary surveys
tazocin timeline transfer transfers transport triage turkish urdu ventolin viagra view visitors
voice voices wellbeing welsh zero zoladex
""")
"""What else follows "patient" where nobody is named: services, papers, languages, drugs."""
OF_PEOPLES: Final = _words("""
african afghan american anglican arab asian autistic bangladeshi bisexual black blind british
buddhist caribbean catholic chinese christian cypriot deaf disabled dyslexic eritrean ethiopian
european filipino gay ghanaian greek gypsy hindu indian iranian iraqi irish jamaican jew jewish
kurdish lesbian mixed muslim neurodivergent nepali nigerian orthodox pakistani protestant
rastafarian roma romany sighted sikh sudanese syrian tamil trans transgender traveller ukrainian
user users vietnamese wheelchair white
""")
"""What people are by faith, descent or disability; some of it is also a name beside another."""
OF_ILLNESSES: Final = _words("""
Addison Alzheimer Barrett Bell Crohn Cushing Down Graves Hodgkin Huntington Maggie Paget Parkinson
Raynaud Sjögren Tommy Tourette Turner Wilson
""")
"""Names that illnesses and charities have in the possessive, and patients too."""
LIKE_PEOPLE: Final = frozenset(
    {"Marie Curie", "Sue Ryder", "Anthony Nolan", "Florence Nightingale", "Red Cross"}
)
"""Organisations whose name is one of a person."""
