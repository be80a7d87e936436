"""What a made-up shop writes about its troubles: plain sentences, drawn by chance from parts.

Pure and repeatable: the same `Chance` draws the same words on any machine. The lengths and the
share of Markdown follow what was counted in some thousand real updates; no sentence is theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

__all__ = ["COMPONENTS", "GROUPS", "Chance", "Service", "body", "opening", "still_works", "title"]

T = TypeVar("T")


class Chance:
    """Chance that can be repeated: it uses only what Python promises never to change."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed).random

    def share(self, part: float) -> bool:
        """Say yes in so many of all cases."""
        return self._random() < part

    def number(self, low: int, high: int) -> int:
        """Give a whole number, both ends included."""
        return low + int(self._random() * (high - low + 1))

    def one(self, of: Sequence[T]) -> T:
        """Give one of several."""
        return of[int(self._random() * len(of))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A component and how one speaks of it: `doing` what people do with it."""

    id: str
    name: str
    doing: str
    instead: str


GROUPS: tuple[tuple[str, str, tuple[Service, ...]], ...] = tuple(
    (
        group,
        name,
        tuple(
            Service(id=one, name=called, doing=doing, instead=instead)
            for one, called, doing, instead in services
        ),
    )
    for group, name, services in (
        (
            "stores",
            "In our stores",
            (
                ("card-payments", "Card payments", "pay by card", "pay with cash or a gift card"),
                ("contactless", "Contactless", "pay by tapping", "insert the card instead"),
                (
                    "self-checkouts",
                    "Self-checkouts",
                    "use a self-checkout",
                    "use a staffed till",
                ),
                ("gift-cards", "Gift cards", "spend a gift card", "keep the card for another day"),
                ("points", "Points", "collect points", "keep the receipt and add them later"),
                ("pharmacies", "Pharmacies", "collect a prescription", "ring the pharmacy first"),
            ),
        ),
        (
            "online",
            "Online",
            (
                ("website", "Website", "look at the website", "use the app"),
                ("app", "App", "open the app", "use the website"),
                ("sign-in", "Signing in", "sign in", "order as a guest"),
                ("orders", "Orders", "place an order", "fill the basket and order later"),
                ("payments", "Online payments", "pay for an order", "choose to pay at collection"),
            ),
        ),
        (
            "delivery",
            "Delivery and collection",
            (
                ("home-delivery", "Home delivery", "book a delivery", "collect the order in store"),
                ("collection", "Collection", "collect an order", "bring the order's number"),
                ("tracking", "Tracking", "follow a parcel", "look under your orders"),
            ),
        ),
        (
            "help",
            "Help",
            (
                ("phone", "Phone line", "reach us by phone", "write to us on the website"),
                ("chat", "Live chat", "chat with us", "ring us"),
            ),
        ),
    )
)
"""The shop: groups with their id, name and components."""

COMPONENTS = tuple(service for _, _, services in GROUPS for service in services)

_PLACES = (
    "in some stores",
    "in the north of England",
    "in Scotland",
    "in about forty stores",
    "in most of Wales",
    "for some customers",
    "for customers who order for a company",
    "in stores that opened after nine",
    "on older phones",
    "across the country",
    "in and around Leeds",
    "in Northern Ireland",
    "for customers of two banks",
)
_TROUBLES = (
    "{name} slow {place}",
    "{name} not working {place}",
    "Errors when customers {doing} {place}",
    "{name}: longer waits than usual {place}",
    "Some customers cannot {doing} {place}",
    "{name} interrupted {place}",
)
_CAUSES = (
    "a supplier's network",
    "a change that we made last night",
    "a server that stopped answering",
    "a certificate that ran out",
    "more visitors than we had prepared for",
    "a cable that was cut during road works",
    "a fault at our payment provider",
    "a disk that had filled up",
    "a setting that two of our systems read differently",
    "a power cut in one of our data centres",
)
_DEEDS = (
    "are taking the change back",
    "have asked the supplier for help",
    "are adding capacity",
    "are moving customers to a second system",
    "are restarting the machines one after the other",
    "have switched off the part that fails",
    "are testing a correction before everybody gets it",
    "are putting the old certificate's successor in place",
)
_SENTENCES = {
    "Investigating": (
        "We are looking into reports that some customers cannot {doing} {place}.",
        "Since about {hour} it takes longer than usual to {doing} {place}. We are finding out why.",
        "{name} is not working as it should {place}. Our engineers are on it.",
        "We know that it is hard to {doing} at the moment, and are sorry for the trouble.",
        "About {count} customers have told us that they cannot {doing} {place}.",
    ),
    "Identified": (
        "The cause is {cause}. We {deed}.",
        "We have found the fault: {cause}. We {deed}, and expect first results by {hour}.",
        "It is {cause} that keeps customers from what they came for. We {deed}.",
        "The fault lies with {cause}, so it can take until {hour} before all is well again.",
    ),
    "Update": (
        "We {deed}. Until then, please {instead}.",
        "About {share} per cent of attempts to {doing} succeed again {place}.",
        "There is no news of the cause yet. We {deed} and will say more by {hour}.",
        "{name} is better than an hour ago, but not yet as good as it should be {place}.",
        "{count} customers are still affected {place}. Please {instead} if you are one of them.",
        "We {deed}, which takes longer than we had hoped.",
    ),
    "Monitoring": (
        "{name} works again {place}. We are watching it closely.",
        "Customers can {doing} again. We will keep an eye on it until {hour}.",
        "The correction is in place since {hour}, and errors have gone down to almost none.",
    ),
    "Resolved": (
        "{name} works as usual again. We are sorry for the trouble.",
        "This is over: everybody can {doing} again.",
        "Since {hour} there have been no more errors {place}, so we close this report.",
        "All is well again. The cause was {cause}, and it has been put right for good.",
    ),
    "Scheduled": (
        "We renew the machines behind this service. While that goes on you cannot {doing}.",
        "For about two hours you will not be able to {doing} {place}. Please {instead}.",
        "The company that runs this for us moves it to a new system. Nothing else changes for you.",
    ),
    "Completed": (
        "The work is done and {name} is back.",
        "All is finished earlier than planned. You can {doing} again.",
    ),
    "Cancelled": ("This does not take place. We will announce a new date here.",),
}
_LONG = (
    "Between {hour} and the end, about {share} per cent of attempts to {doing} failed {place}.",
    "What began it was {cause}, together with a second fault that our tests had not shown.",
    "Our alarms told us after {minutes} minutes, which is later than they should have.",
    "We {deed}, and have since changed the order in which such changes reach our customers.",
    "No payment was taken twice, and no order that had been confirmed was lost.",
    "From now on, two people look at every change of this kind before it goes out.",
    "We have also asked the supplier for a report, and will add what matters of it here.",
)
_LINKS = (
    "You find what you have ordered under [your orders](https://shop.example/orders).",
    "Answers to the most frequent questions are on [our help page](https://shop.example/help).",
    "Whether a store near you is affected is said on [its own page](https://shop.example/stores).",
)
_EMPHASIS = (
    "**Nothing that you have already paid for is lost.**",
    "Please do *not* try to pay a second time.",
    "This does **not** affect what is stored about you.",
)
_STILL = (
    "Stores are open at their usual hours.",
    "Orders that you have already placed come as planned.",
    "Cash is taken at every till.",
    "Chip and PIN works in every store.",
    "Everything else on the website and in the app works as usual.",
    "Our phone line is open from 8am to 8pm.",
)


def title(chance: Chance, service: Service) -> str:
    """Head an incident."""
    return _filled(chance, chance.one(_TROUBLES), service)


def opening(chance: Chance, service: Service) -> str:
    """Say what an incident is in a sentence."""
    return _filled(chance, chance.one(_SENTENCES["Investigating"]), service)


def still_works(chance: Chance) -> tuple[str, ...]:
    """List one or two things that work all the same."""
    first = chance.number(0, len(_STILL) - 1)
    return (_STILL[first], _STILL[first - 1])[: chance.number(1, 2)]


def body(chance: Chance, service: Service, status: str) -> str:
    """Write the text of an update: in 93 of 100 cases one plain paragraph, mostly a short one."""
    kind = status if status in _SENTENCES else "Update"
    shapes = [chance.one(_SENTENCES[kind])]
    if chance.share(0.35):
        shapes.append(chance.one(_SENTENCES["Update"]))
    if status in ("Resolved", "Postmortem") and chance.share(0.25):
        shapes += _LONG
    text = " ".join(_filled(chance, shape, service) for shape in shapes)
    if chance.share(0.93):
        return text
    return text + chance.one((_link, _emphasis, _list))(chance, service)


def _link(chance: Chance, service: Service) -> str:
    return f" {chance.one(_LINKS)}"


def _emphasis(chance: Chance, service: Service) -> str:
    return f" {chance.one(_EMPHASIS)}"


def _list(chance: Chance, service: Service) -> str:
    points = [*still_works(chance), f"If you wish to {service.doing}, {service.instead}."]
    return "\n\nWhat you can do:\n\n" + "\n".join(f"* {point}" for point in points)


def _filled(chance: Chance, shape: str, service: Service) -> str:
    hour = chance.number(1, 11)
    return shape.format(
        name=service.name,
        doing=service.doing,
        instead=service.instead,
        place=chance.one(_PLACES),
        cause=chance.one(_CAUSES),
        deed=chance.one(_DEEDS),
        hour=f"{hour}.{chance.number(0, 5)}0{chance.one(('am', 'pm'))}",
        count=chance.number(2, 90) * 10,
        share=chance.number(3, 97),
        minutes=chance.number(4, 40),
    )
