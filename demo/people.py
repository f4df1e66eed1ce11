"""The people of the demo: two learners, a course admin and a site admin."""

from dataclasses import dataclass

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
LEARNER = MEMBERSHIP + "Learner"
INSTRUCTOR = MEMBERSHIP + "Instructor"
INSTITUTION_ADMINISTRATOR = (
    "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator"
)
SYSTEM_ADMINISTRATOR = "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody with an account; enrolled in every course."""

    id: str
    name: str
    email: str
    roles: tuple[str, ...]
    described: str = ""

    @property
    def given_name(self) -> str:
        return self.name.partition(" ")[0]

    @property
    def family_name(self) -> str:
        return self.name.partition(" ")[2]

    @property
    def username(self) -> str:
        return self.email.partition("@")[0]

    @property
    def learns(self) -> bool:
        """Can be graded."""
        return LEARNER in self.roles

    @property
    def administers(self) -> bool:
        """May ask about anybody's data."""
        return SYSTEM_ADMINISTRATOR in self.roles

    @property
    def teaches(self) -> bool:
        """May build the course and see everybody's grades."""
        return INSTRUCTOR in self.roles


def everybody() -> dict[str, Person]:
    """Return the people of a new platform by their ids."""
    people = (
        Person(
            id="3",
            name="Priya Raman",
            email="priya.raman@trust.example",
            roles=(INSTRUCTOR,),
            described="Course admin: adds activities, sees all grades",
        ),
        Person(
            id="4",
            name="Sam Okafor",
            email="sam.okafor@trust.example",
            roles=(LEARNER,),
            described="Learner",
        ),
        Person(
            id="5",
            name="Mei Lin",
            email="mei.lin@trust.example",
            roles=(LEARNER,),
            described="Learner",
        ),
        Person(
            id="2",
            name="Alex Whitfield",
            email="alex.whitfield@trust.example",
            roles=(INSTITUTION_ADMINISTRATOR, INSTRUCTOR, SYSTEM_ADMINISTRATOR),
            described="Site admin: may do what a course admin may",
        ),
    )
    return {person.id: person for person in people}
