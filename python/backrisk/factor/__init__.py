"""What a model knows of a person: factors, their form, their population, and the evidence on each.

What to use when:

- a factor that the default model does not have: `Factor`, with `Transform`, `Population` and `Evidence`
- its effects from your own review: `backrisk.evidence.read_effects`
- the model that has it: `backrisk.risk.compose(factors=..., effects=...)`
"""

from __future__ import annotations

from backrisk.factor.schema import Evidence, Factor, Population, Transform

__all__ = ["Evidence", "Factor", "Population", "Transform"]
