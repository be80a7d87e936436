"""What the made-up sites report: entries as text, by id. Every key and status of the format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

__all__ = ["INCIDENTS", "MAINTENANCE", "past"]

_PROSE = """\
The **water** pressure is *low*, and `valve-3` is closed. See [the tap](components/tap/),
[what we said at noon](2026-11-20-drips.md#u-20261120T1200Z),
[last week's work](2026-11-15-boiler.md) and
[the supplier's own page](https://supplier.example/status?a=1&b=2#now).

1. Turn the tap off.
2. Wait for an hour:
    * drink milk,
    * or juice.
3. Turn it on again.

### What we measured

| Tap   | Pressure | Since            | Remark                                          |
|-------|---------:|:----------------:|-------------------------------------------------|
| Left  |  1.2 bar | 09:00            | Falling                                         |
| Right |  0.4 bar | 10:30            | A long remark, so that the table becomes wide   |

> Turn it off and on again, said the supplier.

```
2026-11-22T11:00:00Z valve-3 state=closed pressure=0.4 temperature=11 supplier=unreachable retry=1
```

***

A https://status.example.com/kitchen/a/very/long/address/without/any/place/to/break/it/anywhere.html
& <b>HTML</b> that is "text", an en – dash, 1 < 2, قطرة ماء and 💧.
"""

INCIDENTS: Final[Mapping[str, str]] = {
    "2026-11-20-drips": f"""\
---
title: No water from the tap & a warning <for everybody>
components:
  tap: degraded_performance
still_works:
  - The sink *empties* as it should.
  - Water from [the stall](2026-11-01-stall.md) is free.
what_to_do: |
  Take **two** buckets.

  Put them under the tap.
data_safe: Your recipes are safe. This has nothing to do with [the leak](2026-10-30-leak.md).
next_update: 2026-11-20 10:00
---

{_PROSE}
## 2026-11-20 09:00 Investigating

{_PROSE}
## 2026-11-20 12:00 Update {{sink: operational, next_update: 2026-11-20 13:00}}

No news.

## 2026-11-20 12:00 Update

The second of one minute.

## 2026-11-21 08:30 Identified {{tap: major_outage, sink: partial_outage}}

## 2026-11-22 11:00 Monitoring {{old: degraded_performance, next_update: 2026-11-22 15:00}}

It is warm again.

## 2026-11-23 09:00 Resolved

This is written ahead, and no page shows it yet.
""",
    "2026-11-21-post": """\
---
title: Letters arrive late
components: {post: partial_outage}
what_to_do: Write earlier.
---

## 2026-11-21 10:00 Identified {next_update: 2026-11-22 10:00}

The promise of this one is broken.
""",
    "2026-11-21-phone": """\
---
title: Long waits on the telephone
components: {phone: degraded_performance, website: degraded_performance}
still_works: [Letters arrive in time.]
---

Everybody calls at once.

## 2026-11-21 18:00 Investigating

We are looking into it.
""",
    "2026-11-22-notice": """\
---
title: Do not answer messages that ask for your password
data_safe: We never ask for it.
---

## 2026-11-22 08:00 Update

Somebody sends them in our name.
""",
    "2026-11-22-works": """\
---
title: The oven works as it should, though some say that it does not
components: {oven: operational}
---

## 2026-11-22 09:00 Monitoring

It was never broken.
""",
    "2026-11-22-arabic": """\
---
title: لا يوجد ماء ساخن في المطبخ
impact: critical
what_to_do: استخدم الماء البارد.
---

نعمل على حل المشكلة.

## 2026-11-22 10:00 Investigating {next_update: 2026-11-22 14:00}

نبحث عن السبب.
""",
    "2026-10-30-leak": """\
---
title: Recipes were open to everybody
components: {website: major_outage}
data_safe: Nobody has read them.
---

## 2026-10-30 09:00 Investigating

Some recipes could be read.

## 2026-10-30 10:00 Resolved

They cannot be read any more.

## 2026-10-30 12:00 Investigating

They can be read again.

## 2026-10-31 00:30 Resolved

Now it is over.

## 2026-11-02 09:00 Post-mortem

### Why it happened

A key was in the wrong lock.
""",
    "2026-11-01-stall": """\
---
title: Queues at the stall
components: {website: partial_outage, sink: partial_outage, young: degraded_performance}
---

## 2026-11-10 12:00 Investigating

There are queues.

## 2026-11-11 18:20 Identified {website: degraded_performance, young: operational}

There is one till.

## 2026-11-12 18:20 Resolved

There are two.
""",
    "2026-11-18-short": """\
---
title: Over in the moment in which it was told
components: {phone: major_outage}
impact: none
---

## 2026-11-18 09:00 Resolved

The telephone was dead for a minute.
""",
    "2025-12-31-retired": """\
---
title: The old one was closed for a while
components: {old: major_outage, fax: major_outage}
---

## 2025-12-31 23:50 Investigating

It is closed.

## 2026-01-01 01:00 Resolved

It is open.
""",
    "2026-11-19-draft": """\
---
title: A draft
draft: true
---

## 2026-11-19 09:00 Investigating

Nobody reads this.
""",
}

MISTAKEN: Final[Mapping[str, str]] = {
    "2026-11-22-broken": """\
---
title: An entry with a mistake, which is left out
components: {tapp: major_outage}
---

## 2026-11-22 07:00 Investigating

Its page says that it cannot be shown.
""",
}

MAINTENANCE: Final[Mapping[str, str]] = {
    "2026-12-01-pipes": f"""\
---
title: New pipes
starts: 2026-12-01 22:00
ends: 2026-12-02 02:00
components: [tap, sink, website]
still_works: [The oven works all night.]
what_to_do: Fill your kettles before ten.
---

{_PROSE}
## 2026-11-01 09:00 Scheduled

There will be no water.

## 2026-11-10 09:00 Scheduled {{next_update: 2026-11-30 09:00}}

It is a day later than we said.
""",
    "2026-12-24-break": """\
---
title: Winter break
starts: 2026-12-24 12:00
ends: 2027-01-02 08:00
components: {phone: major_outage}
---

## 2026-11-20 09:00 Scheduled

Nobody answers.
""",
    "2026-11-22-paint": """\
---
title: Walls are painted
starts: 2026-11-22 08:00
ends: 2026-11-22 18:00
components: [oven]
what_to_do: Do not lean on anything.
---

## 2026-11-15 09:00 Scheduled

It will smell.
""",
    "2026-11-22-locks": """\
---
title: New locks
starts: 2026-11-22 06:00
ends: 2026-11-22 11:00
components: {website: degraded_performance}
---

## 2026-11-15 09:00 Scheduled

All locks are changed.

## 2026-11-22 05:30 In progress

We began early.

## 2026-11-22 10:00 Verifying {next_update: 2026-11-22 11:30}

Some keys do not fit.
""",
    "2026-11-15-boiler": """\
---
title: The boiler is cleaned
starts: 2026-11-15 01:00
ends: 2026-11-15 03:30
components: [tap]
---

## 2026-11-08 09:00 Scheduled

There is no hot water at night.

## 2026-11-16 09:00 Postmortem

It was dirty.
""",
    "2026-11-14-lamps": """\
---
title: New lamps
starts: 2026-11-14 20:00
ends: 2026-11-14 23:00
components: [oven, old]
---

## 2026-11-08 09:00 Scheduled

It will be dark.

## 2026-11-14 21:00 Completed

It is bright.
""",
    "2026-11-19-floor": """\
---
title: A new floor
starts: 2026-11-19 20:00
ends: 2026-11-19 23:00
components: [sink]
---

## 2026-11-08 09:00 Scheduled

Walk on the walls.

## 2026-11-12 09:00 Cancelled

The old floor is good.
""",
}


def past() -> Iterator[tuple[str, str]]:
    """Yield an incident of the tap every three weeks, over more than three years."""
    states = ("degraded_performance", "partial_outage", "major_outage")
    for number in range(60):
        day = date(2026, 11, 12) - timedelta(weeks=3 * number)
        yield (
            f"{day}-drip",
            f"""\
---
title: "Drip {number + 1}: the tap has dripped"
components: {{tap: {states[number % 3]}}}
---

## {day} 09:00 Investigating

It drips.

## {day} 1{number % 10}:30 Resolved

It has stopped.
""",
        )
