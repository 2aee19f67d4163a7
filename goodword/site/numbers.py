"""A measured result as people read it: the number, where it started, the chart beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from markupsafe import Markup, escape

from goodword.content.kinds import CaseStudy, Result
from goodword.content.library import Entry, at
from goodword.site.charts import bars
from goodword.site.shapes import ResultView, Say
from goodword.site.tongue import Tongue

Draw = Callable[..., Markup]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Makes views of results. ``draw`` renders the chart from lengths, labels and a title."""

    tongue: Tongue
    draw: Draw

    def view(self, entry: Entry, item: str, language: str, customer: Say, url: str) -> ResultView:
        result = cast(Result, at(cast(CaseStudy, entry.front(language)), f"results.{item}"))
        metric = self.tongue.of(entry, f"results.{item}.metric", language) or self.tongue.say(result.metric)
        value = self.tongue.measure(result.value, result)
        baseline = self.tongue.measure(result.baseline, result) if result.baseline is not None else Markup()
        period = self.tongue.language.period(result.period) if result.period else ""
        return ResultView(
            metric=metric,
            value=value,
            baseline=baseline,
            period=self.tongue.interface("in %(time)s", time=period) if period else "",
            source=self.tongue.of(entry, f"results.{item}.source", language),
            measured_on=self.tongue.language.date(result.measured_on) if result.measured_on else Markup(),
            customer=customer,
            chart=self.chart(result, metric, value, baseline),
            url=url,
        )

    def chart(self, result: Result, metric: Say, value: Markup, baseline: Markup) -> Markup:
        if result.baseline is None:
            return Markup()
        label = max(len(value.striptags()), len(baseline.striptags()))
        before, after = bars(result.baseline, result.value, label)
        said = self.tongue.interface("%(metric)s: before %(before)s, after %(after)s")
        title = Markup(escape(said)) % {"metric": metric.text, "before": baseline, "after": value}
        return self.draw(before_width=before, after_width=after, before_label=baseline, after_label=value, title=title)
