"""The custom fields and org units of a scenario, each under the element name that Concur gives it."""

# Without postponed annotations: the codec reads them at run time, and compiling each from its text takes longer.
from typing import Annotated

import msgspec

from concur_harness.scenarios.constraints import Clean, Spec, Text, fits

_WANTED = "a text, or an object with type, value and code"
CustomText = Annotated[Clean, fits("CustomField")]


class CustomValueSpec(Spec, frozen=True, kw_only=True):
    """A custom field or org unit in full; ``code`` is set for items of a list."""

    type: Text = "Text"
    value: CustomText = ""
    code: CustomText = ""


Custom = Annotated[CustomText | CustomValueSpec, msgspec.Meta(description=_WANTED)] | None
"""A custom field or org unit: a text (of a list: the item's code), or the value in full."""


class CustomFieldsSpec(Spec, frozen=True, kw_only=True):
    """The custom fields that Concur gives to allocations, by their element names."""

    Custom1: Custom = None
    Custom2: Custom = None
    Custom3: Custom = None
    Custom4: Custom = None
    Custom5: Custom = None
    Custom6: Custom = None
    Custom7: Custom = None
    Custom8: Custom = None
    Custom9: Custom = None
    Custom10: Custom = None
    Custom11: Custom = None
    Custom12: Custom = None
    Custom13: Custom = None
    Custom14: Custom = None
    Custom15: Custom = None
    Custom16: Custom = None
    Custom17: Custom = None
    Custom18: Custom = None
    Custom19: Custom = None
    Custom20: Custom = None


class OrgUnitsSpec(Spec, frozen=True, kw_only=True):
    """The org units of people, by their element names."""

    OrgUnit1: Custom = None
    OrgUnit2: Custom = None
    OrgUnit3: Custom = None
    OrgUnit4: Custom = None
    OrgUnit5: Custom = None
    OrgUnit6: Custom = None


# The org units are written out again: structs that each have fields cannot be bases of one.
class HeaderCustomFieldsSpec(CustomFieldsSpec, frozen=True, kw_only=True):
    """What a report's header has: twenty custom fields, and org units."""

    OrgUnit1: Custom = None
    OrgUnit2: Custom = None
    OrgUnit3: Custom = None
    OrgUnit4: Custom = None
    OrgUnit5: Custom = None
    OrgUnit6: Custom = None


class EntryCustomFieldsSpec(HeaderCustomFieldsSpec, frozen=True, kw_only=True):
    """What entries and items have: forty custom fields, and org units."""

    Custom21: Custom = None
    Custom22: Custom = None
    Custom23: Custom = None
    Custom24: Custom = None
    Custom25: Custom = None
    Custom26: Custom = None
    Custom27: Custom = None
    Custom28: Custom = None
    Custom29: Custom = None
    Custom30: Custom = None
    Custom31: Custom = None
    Custom32: Custom = None
    Custom33: Custom = None
    Custom34: Custom = None
    Custom35: Custom = None
    Custom36: Custom = None
    Custom37: Custom = None
    Custom38: Custom = None
    Custom39: Custom = None
    Custom40: Custom = None
