"""The commands of all rooms, under `flask`."""

from flask import Flask

from goodword.content.commands import content
from goodword.content.pull_command import pull
from goodword.outbox.commands import outbox
from goodword.partners.commands import sign_in_link
from goodword.referrals.api.key_commands import api_key
from goodword.referrals.commands import partners
from goodword.referrals.lead_command import leads_command
from goodword.referrals.recording.commands import forget_command, reconcile_command, replay_command
from goodword.referrals.referral_commands import referrals
from goodword.referrals.sale_command import sales_command
from goodword.site.commands import explain_command
from goodword.site.coverage_command import coverage_command
from goodword.site.link_commands import end_link_command, link_command, links_command
from goodword.team.commands import group as team
from goodword.worker import worker_command


def init_app(app: Flask) -> None:
    """Adds every room's commands to ``app``. ``explain`` and ``coverage`` are of the site, and people look for them
    under content."""
    content.add_command(explain_command)
    content.add_command(coverage_command)
    content.add_command(pull)
    app.cli.add_command(content)
    partners.add_command(sign_in_link)
    for link in (link_command, links_command, end_link_command):
        partners.add_command(link)
    app.cli.add_command(partners)
    for command in (reconcile_command, replay_command, forget_command, leads_command, sales_command):
        referrals.add_command(command)
    app.cli.add_command(referrals)
    app.cli.add_command(team)
    app.cli.add_command(api_key)
    app.cli.add_command(outbox)
    app.cli.add_command(worker_command)
