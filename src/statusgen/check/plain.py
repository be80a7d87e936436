"""Words that keep customers from understanding, and what to write instead. Looks for none of them.

Each table has an expression for the words, matched in any case, and a hint. An expression stands
for whole words and takes nothing that a customer would say. Of two in one table that fit at the
same place the first is taken.
"""

from __future__ import annotations

__all__ = ["ACRONYMS", "APOLOGIES", "BLAME", "HEDGES", "JARGON", "KNOWN"]

JARGON = {
    r"outages?": "say what does not work: 'card payments do not work'",
    r"degrad(?:ed|ation|ing)": "write 'slow' or 'unreliable', or say what goes wrong",
    r"latenc(?:y|ies)": "write 'slow', or how long it takes",
    r"mitigat(?:e[sd]?|ing|ions?)": "say what you did, and whether it works now",
    r"remediat(?:e[sd]?|ing|ions?)": "write 'mend', 'put right' or 'fix'",
    r"root[- ]cause(?: analysis)?": "write 'cause'",
    r"fail(?:ed|ing|s)?[ -]?over": "write 'switched to spare equipment'",
    r"(?:re)?deploy(?:ed|ing|s|ments?)?": "say what has changed for customers",
    r"roll(?:ed|ing)?[ -]?backs?|reverted": "write 'we went back to the version that worked'",
    r"hot[- ]?fix(?:es|ed)?": "write 'we have mended it'",
    r"upstream|downstream": "say whose service it is, and what it does",
    r"leverag(?:e[sd]?|ing)": "write 'use'",
    r"utili[sz](?:e[sd]?|ing|ation)": "write 'use'",
    r"experienc(?:e[sd]?|ing)(?: \w+){0,2} (?:issues?|problems?|difficult(?:y|ies)|errors?"
    r"|delays?|disruptions?|latency)": "say what happens: 'cannot pay', 'wait up to a minute'",
    r"technical (?:issues?|difficult(?:y|ies)|problems?|faults?)": "say what does not work",
    r"service (?:disruptions?|interruptions?|impacts?|degradation)": "say what does not work",
    r"impact(?:ed|ing|s)|impact (?:on|to)": "write 'affected', or say what happens",
    r"end[- ]users?": "write 'customers'",
    r"pos|epos|point[- ]of[- ]sale": "write 'till'",
    r"pdqs?|card (?:acceptance )?terminals?|pin[- ]?pads?": "write 'card reader'",
    r"psps?|acquirers?": "write 'payment provider'",
    r"end[- ]?points?": "say what customers cannot do",
    r"back[- ]?ends?|front[- ]?ends?": "write 'our systems', or name the service",
    r"infrastructure": "write 'our systems' or 'our equipment'",
    r"connectivity": "write 'connection'",
    r"intermittent(?:ly)?": "write 'on and off', or how often it happens",
    r"misconfigur(?:ed|ation)|configuration changes?": "write 'set up wrongly', or 'a setting'",
    r"load[- ]?balanc(?:ers?|ing)": "write 'the equipment that spreads the traffic'",
    r"fire ?walls?|routers?|dns|cdn": "write 'our network', or say what does not work",
    r"time[- ]?outs?|tim(?:ed|ing) out": "write 'takes too long and gives up'",
    r"throttl(?:e[sd]?|ing)|rate[- ]limit(?:ed|ing|s)?": "say how many, and how often",
    r"replicas?|replication|redundancy": "write 'spare' or 'second', or leave it out",
    r"caches?|cached|caching": "write 'an old copy', and how to get the new one",
    r"telemetry|observability|monitoring alerts?": "write 'we noticed'",
    r"anomal(?:y|ies|ous)": "say what is not as usual",
    r"triag(?:e[sd]?|ing)": "write 'finding out what comes first'",
    r"escalat(?:e[sd]?|ing|ions?)": "say who works on it now",
    r"work-?arounds?": "write 'another way', and say which",
    r"error rates?|elevated(?: rates? of)? \w+": "write 'more errors than usual', or how many",
    r"(?:http )?[45](?:\d\d|xx)(?: [a-z]+){0,2} errors?": "write 'an error message', and its words",
    r"throughput|bandwidth": "write 'fast', 'slow', or how many at a time",
    r"authenticat(?:e[sd]?|ing|ion)": "write 'sign in'",
    r"functionality": "say what it does",
    r"propagat(?:e[sd]?|ing|ion)": "say by when it reaches everybody",
    r"provision(?:ed|ing)": "write 'set up'",
    r"decommission(?:ed|ing)?": "write 'switch off'",
    r"cut[- ]?over|go[- ]live": "write 'the change', and its date",
    r"third[- ]party(?: \w+)?|vendors?": "write 'the company that runs … for us'",
    r"stake[- ]?holders?": "say who it is",
    r"fulfil(?:l?ment)": "write 'delivery' or 'collection'",
    r"skus?": "write 'product'",
    r"slas?|sla'?s|business as usual|bau": "leave it out: it is between companies",
    r"facilitat(?:e[sd]?|ing)": "write 'help'",
    r"commenc(?:e[sd]?|ing)": "write 'start'",
    r"prior to": "write 'before'",
    r"going forward": "write 'from now on'",
    r"reach(?:ed|ing)? out": "write 'contact'",
    r"in the process of": "leave it out",
}

HEDGES = {
    r"it (?:has been|was|is) (?:identified|determined|found|noted|discovered|established) that": (
        "say who found it, 'we found that', or leave it out"
    ),
    r"it (?:appears|seems|would appear|would seem)(?: that)?"
    r"|(?:cause|issues?|problems?|faults?|fix|fixes|systems?) (?:appears?|seems?) to be": (
        "say what you know, and what you do not know yet"
    ),
    r"(?:may|might|could) (?:possibly|potentially|perhaps|conceivably)": (
        "write 'may', or say that you do not know yet"
    ),
    r"(?:an? )?(?:very )?(?:small|limited) (?:number|subset|percentage|proportion|group) of"
    r"(?: our)? (?:customers|users|people|shoppers)|a subset of(?: our)? (?:customers|users)": (
        "say how many or where, and 'some customers' if you do not know"
    ),
    r"(?:may|might|could) (?:currently )?be (?:experiencing|seeing|having|facing|unable)": (
        "say what happens: 'some customers cannot pay'"
    ),
    r"(?:is|are) (?:believed|thought|understood|expected) to have": "say who believes it, and why",
    r"please (?:be advised|be aware|note) that|we (?:would like|wish) to (?:inform|advise) you"
    r"(?: that)?": "leave it out, and begin with what comes behind it",
    r"as soon as possible|in due course|at the earliest opportunity|asap"
    r"|shortly(?! (?:after|before))": ("write the time, or when you will write again"),
    r"at this (?:moment in )?time|at this point in time|at the present time": (
        "write 'now', or leave it out"
    ),
}

BLAME = {
    r"(?:user|customer|human|operator|staff) errors?": "say what happened, and what to do now",
    r"fat[- ]finger(?:ed|s)?": "say what happened, and what to do now",
    r"(?:customers?|users?|people|you) (?:who )?(?:have )?(?:failed|neglected|forgot(?:ten)?) to": (
        "say what they can do now"
    ),
    r"(?:incorrect|improper|wrong) (?:use|usage|input|handling) by": "say what they can do now",
    r"(?:not our fault|no fault of (?:ours|our own)|beyond our control"
    r"|outside (?:of )?our control)": "say what you are doing about it",
    r"(?:caused|made|introduced) by (?:an engineer|a colleague|an employee|a member of staff"
    r"|a contractor)": "write 'we'",
}

APOLOGIES = {
    r"(?:we )?(?:(?:sincerely |deeply )?apologi[sz]e|(?:are |'re )?(?:very |truly )?sorry"
    r"|(?:our )?(?:sincere )?apologies)(?: to \w+)? for (?:any|the|this) (?:\w+ )?"
    r"(?:inconvenience|disruption|trouble|frustration)"
    r"(?: (?:this|it)? ?(?:may|might|has|will|is)? ?(?:have )?(?:been )?caus(?:e|ed|ing))?"
    r"|any inconvenience(?: \w+){0,4}? caused?|inconvenience (?:this may )?caused?": (
        "say what people can do instead, and what you do for those affected"
    ),
    r"(?:thank you|thanks) for your (?:\w+ )?(?:patience|understanding)(?: and \w+)?"
    r"|we appreciate your (?:patience|understanding)(?: and \w+)?": (
        "leave it out, and say when you will write again"
    ),
    r"we take (?:your|the|this|our customers') (?:\w+ ){1,4}(?:very |extremely )?seriously": (
        "say what you know about their data, and what you are doing"
    ),
}

ACRONYMS = {
    "API": "say what does not work",
    "CRM": "write 'our customer records'",
    "ETA": "write 'we expect it by', with the time",
    "GDPR": "say what happens with their data",
    "ISP": "write 'internet provider'",
    "IVR": "write 'the phone menu'",
    "MFA": "write 'the code that you get when you sign in'",
    "NFC": "write 'contactless'",
    "OTP": "write 'the code that we send you'",
    "PR": "say what has changed for customers",
    "RCA": "write 'cause'",
    "SSO": "write 'signing in'",
    "TBC": "say when you will know",
    "TBD": "say when you will know",
    "VPN": "write 'our network'",
}
"""Plainer words for some of those that need explaining."""

KNOWN = frozenset(
    "AA AC AM ATM BBC BC BST CCTV CD CEO CV DIY DVD EU EUR FAQ FM GB GBP GMT GP GPS HM HMRC HP ID "
    "II III IQ IV KG KM LED LPG MOT MP NHS NI NO OAP OK PA PC PDF PIN PLC PM PO PS PTO QR RAC RNIB "
    "RSPCA RSS SIM SMS SOS TV UK UN US USA USB USD UV VAT VIP".split()
)
"""What customers know without being told; more are named by `check: {words: [...]}`."""
