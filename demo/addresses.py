"""Where everything of the platform is, for one issuer and family."""

from dataclasses import dataclass

from demo.families import Family


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """The absolute addresses that launches and services name."""

    issuer: str
    family: Family

    @property
    def authentication(self) -> str:
        return f"{self.issuer}/mod/lti/auth"

    @property
    def key_set(self) -> str:
        return f"{self.issuer}/mod/lti/certs"

    @property
    def token(self) -> str:
        return f"{self.issuer}/mod/lti/token"

    def line_items(self, course_id: str) -> str:
        return self._with_query(f"{self.issuer}/services/{course_id}/lineitems")

    def line_item(self, course_id: str, line_item_id: str) -> str:
        path = f"{self.issuer}/services/{course_id}/lineitems/{line_item_id}/lineitem"
        return self._with_query(path)

    def result(self, course_id: str, line_item_id: str, user_id: str) -> str:
        path = f"{self.issuer}/services/{course_id}/lineitems/{line_item_id}/lineitem/results"
        return self._with_query(f"{path}/{user_id}")

    def memberships(self, course_id: str) -> str:
        return f"{self.issuer}/services/CourseSection/{course_id}/memberships"

    def course(self, person_id: str, course_id: str) -> str:
        return f"{self.issuer}/as/{person_id}/courses/{course_id}"

    def deep_link_return(self, course_id: str, key: str) -> str:
        return f"{self.issuer}/mod/lti/contentitem_return?course={course_id}&id=1&sesskey={key}"

    def _with_query(self, path: str) -> str:
        query = self.family.line_item_query
        return f"{path}?{query}" if query else path
