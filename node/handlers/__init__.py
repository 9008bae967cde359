"""What answers each command, one file per step: load states, ask the rules, record, show."""

from collections.abc import Mapping
from types import MappingProxyType

from node.handlers import session, site
from node.handlers.base import AnyHandler

HANDLERS: Mapping[type, AnyHandler] = MappingProxyType({**session.HANDLERS, **site.HANDLERS})
"""Every command's handler; `node.services` refuses to start when one is missing."""
