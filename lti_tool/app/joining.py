"""How the use cases are joined to what they stand on, each built once."""

from lti_tool.app.columns import open_column_services
from lti_tool.app.ground import Ground
from lti_tool.app.key_set_shelf import KeySetsInStore
from lti_tool.exchange.scanning import Clamd
from lti_tool.learning.files import FileLimits
from lti_tool.lti.key_sets import KeySets
from lti_tool.lti.launch import LaunchVerifier
from lti_tool.services.attachments import Attachments, OpenFiles, Receiving
from lti_tool.services.attempts import Attempts, Desk
from lti_tool.services.contexts import Contexts
from lti_tool.services.deep_linking import DeepLinking, Signing
from lti_tool.services.deliveries import Agreeing, ContextScores, Resending, ScoreLog
from lti_tool.services.evidence import EvidenceServices
from lti_tool.services.launch import Arrivals, LaunchLog, Logins, RefusalLimit, Terms, Visits
from lti_tool.services.library import Library
from lti_tool.services.links import Links
from lti_tool.services.metrics import Metrics
from lti_tool.services.portfolio import Portfolio
from lti_tool.services.privacy import Privacy
from lti_tool.services.reviews import (
    Deciding,
    Drafts,
    OwnFeedback,
    ReviewDesk,
    ReviewQueue,
    Reviews,
    ReviewServices,
    Undoing,
)
from lti_tool.web.current import Services


def join_services(ground: Ground, library: Library) -> Services:
    """Build what the views may call."""
    transaction, reading = ground.database.transaction, ground.database.reading
    clock, read_activity = ground.clock, ground.read_activity
    return Services(
        logins=Logins(
            transaction=transaction, reading=reading, clock=clock, redirect_uri=ground.launch_url
        ),
        arrivals=_arrivals(ground),
        visits=Visits(transaction=transaction, reading=reading, clock=clock),
        launch_log=LaunchLog(transaction=transaction, reading=reading, clock=clock),
        refusal_limit=_refusal_limit(ground),
        links=Links(transaction=transaction, reading=reading),
        columns=open_column_services(ground),
        contexts=Contexts(reading=reading, read_framework=ground.read_framework),
        library=library,
        attempts=_attempts(ground),
        desk=Desk(
            reading=reading, read_activity=read_activity, read_framework=ground.read_framework
        ),
        attachments=_attachments(ground),
        open_files=OpenFiles(
            transaction=transaction, reading=reading, clock=clock, folder=ground.attachments
        ),
        deep_linking=_deep_linking(ground),
        score_log=ScoreLog(reading=reading, families=ground.families),
        course_scores=ContextScores(reading=reading, families=ground.families),
        resending=Resending(transaction=transaction, clock=clock, ring=ground.engine.ring),
        agreeing=Agreeing(transaction=transaction, clock=clock),
        evidence=_evidence(ground),
        feedback=OwnFeedback(transaction=transaction, reading=reading, clock=clock),
        portfolio=Portfolio(reading=reading, clock=clock, read_framework=ground.read_framework),
        reviews=Reviews(reading=reading, read_activity=read_activity),
        reviewing=_reviewing(ground),
        privacy=Privacy(reading=reading),
        key_set=ground.keys.key_set,
        metrics=_metrics(ground),
        is_ready=ground.database.is_ready,
    )


def _arrivals(ground: Ground) -> Arrivals:
    transaction, reading = ground.database.transaction, ground.database.reading
    shelf = KeySetsInStore(transaction=transaction, reading=reading)
    return Arrivals(
        transaction=transaction,
        reading=reading,
        clock=ground.clock,
        verifier=LaunchVerifier(KeySets(ground.http, ground.clock, shelf), ground.clock),
        terms=Terms(base_url=ground.settings.base_url, families=ground.families, seal=ground.seal),
    )


def _metrics(ground: Ground) -> Metrics:
    token = ground.settings.metrics_token
    return Metrics(
        reading=ground.database.reading,
        clock=ground.clock,
        is_queue_up=ground.engine.takes_work,
        token=token.get_secret_value() if token else None,
    )


def _refusal_limit(ground: Ground) -> RefusalLimit:
    return RefusalLimit(
        transaction=ground.database.transaction,
        clock=ground.clock,
        secret=ground.settings.secret_key.get_secret_value().encode(),
        is_on=ground.settings.rate_limits,
    )


def _attempts(ground: Ground) -> Attempts:
    return Attempts(
        transaction=ground.database.transaction,
        clock=ground.clock,
        read_activity=ground.read_activity,
        families=ground.families,
        ring=ground.engine.ring,
        folder=ground.attachments,
    )


def _attachments(ground: Ground) -> Attachments:
    settings = ground.settings
    return Attachments(
        transaction=ground.database.transaction,
        reading=ground.database.reading,
        clock=ground.clock,
        read_activity=ground.read_activity,
        folder=ground.attachments,
        receiving=Receiving(
            limits=FileLimits(
                file_mb=settings.file_mb,
                person_mb=settings.person_files_mb,
                tenant_mb=settings.tenant_files_mb,
            ),
            scanner=Clamd(url=settings.clamd_url) if settings.clamd_url else None,
        ),
    )


def _deep_linking(ground: Ground) -> DeepLinking:
    return DeepLinking(
        transaction=ground.database.transaction,
        reading=ground.database.reading,
        signing=Signing(keys=ground.keys, launch_url=ground.launch_url, clock=ground.clock),
        families=ground.families,
        read_activity=ground.read_activity,
        read_framework=ground.read_framework,
    )


def _evidence(ground: Ground) -> EvidenceServices:
    return EvidenceServices.on(
        transaction=ground.database.transaction,
        reading=ground.database.reading,
        clock=ground.clock,
        read_activity=ground.read_activity,
        read_framework=ground.read_framework,
        folder=ground.attachments,
    )


def _reviewing(ground: Ground) -> ReviewServices:
    transaction, reading = ground.database.transaction, ground.database.reading
    clock, read_activity = ground.clock, ground.read_activity
    return ReviewServices(
        queue=ReviewQueue(reading=reading, clock=clock),
        desk=ReviewDesk(
            transaction=transaction,
            reading=reading,
            read_activity=read_activity,
            read_framework=ground.read_framework,
        ),
        drafts=Drafts(transaction=transaction, clock=clock, read_activity=read_activity),
        deciding=Deciding(
            transaction=transaction,
            clock=clock,
            read_activity=read_activity,
            families=ground.families,
            ring=ground.engine.ring,
        ),
        undoing=Undoing(
            transaction=transaction,
            clock=clock,
            read_activity=read_activity,
            families=ground.families,
            ring=ground.engine.ring,
        ),
    )
