"""The addresses of the pages."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, path, register_converter
from django.views.generic import RedirectView

from goodstanding.web.formats_in_addresses import FormatConverter
from goodstanding.web.pages import (
    help_topics,
    import_fix,
    import_reading,
    import_review,
    imports,
    learners,
    license_add,
    license_types,
    licenses,
    remembered,
    system,
    units,
    users,
)

register_converter(FormatConverter, "fmt")

LICENSES, LEARNERS, TYPES = ({"kind": kind} for kind in ("licenses", "learners", "license-types"))

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="licenses"), name="home"),
    # Only what we use of allauth: no sign-up, no addresses to confirm.
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/signup/", account.signup, name="account_signup"),
    path("accounts/password/", account.password_change, name="account_change_password"),
    path("users/licenses/", licenses.show_licenses, name="licenses"),
    path("users/licenses/add/", license_add.add, name="license-add"),
    path("users/licenses/export.<fmt:fmt>", licenses.export_licenses, name="licenses-export"),
    path("users/licenses/<int:license_id>/", licenses.show_license, name="license"),
    path("users/licenses/<int:license_id>/edit/", licenses.edit_license, name="license-edit"),
    path("users/licenses/<int:license_id>/delete/", licenses.delete_license, name="license-remove"),
    path(
        "users/licenses/<int:license_id>/put-back/",
        licenses.restore_license,
        name="license-put-back",
    ),
    path("users/", users.show_users, name="users"),
    path("users/add/", users.add, name="user-add"),
    path("users/export.<fmt:fmt>", users.export_users, name="users-export"),
    path("users/units/", units.show_units, name="units"),
    path("users/<int:learner_id>/", learners.show_learner, name="learner"),
    path("users/<int:user_id>/edit/", users.edit, name="user-edit"),
    path("users/<int:user_id>/password/", users.set_password, name="user-password"),
    path("licenses/available/", license_types.show_license_types, name="license-types"),
    path("licenses/available/add/", license_types.add, name="license-type-add"),
    path("licenses/available/export/", license_types.export_available, name="export-available"),
    path(
        "licenses/available/<int:license_type_id>/edit/",
        license_types.edit,
        name="license-type-edit",
    ),
    path(
        "licenses/available/<int:license_type_id>/retire/",
        license_types.retire,
        name="license-type-retire",
    ),
    # Three kinds of sheet share one page. Without a kind, the last of each name is meant.
    path("licenses/available/import/", imports.start, TYPES, name="import-new"),
    path("users/import/", imports.start, LEARNERS, name="import-new"),
    path("users/licenses/import/", imports.start, LICENSES, name="import-new"),
    path(
        "licenses/available/import/spreadsheet.<fmt:fmt>",
        imports.spreadsheet,
        TYPES,
        name="template",
    ),
    path("users/import/spreadsheet.<fmt:fmt>", imports.spreadsheet, LEARNERS, name="template"),
    path(
        "users/licenses/import/spreadsheet.<fmt:fmt>",
        imports.spreadsheet,
        LICENSES,
        name="template",
    ),
    path("licenses/available/import/remembered/", remembered.show_remembered, TYPES, "remembered"),
    path("users/import/remembered/", remembered.show_remembered, LEARNERS, "remembered"),
    path("users/licenses/import/remembered/", remembered.show_remembered, LICENSES, "remembered"),
    path(
        "licenses/available/import/remembered/<int:remembered_id>/forget/",
        remembered.forget_remembered,
        TYPES,
        "remembered-forget",
    ),
    path(
        "users/import/remembered/<int:remembered_id>/forget/",
        remembered.forget_remembered,
        LEARNERS,
        "remembered-forget",
    ),
    path(
        "users/licenses/import/remembered/<int:remembered_id>/forget/",
        remembered.forget_remembered,
        LICENSES,
        "remembered-forget",
    ),
    path("imports/<uuid:import_id>/", import_review.show, name="import"),
    path("imports/<uuid:import_id>/reading/", import_reading.show_reading, name="import-reading"),
    path("imports/<uuid:import_id>/fix/<int:row>/", import_fix.fix_row, name="import-fix"),
    path("imports/<uuid:import_id>/apply/", import_review.apply, name="import-apply"),
    path("imports/<uuid:import_id>/cancel/", import_review.stop_work, name="import-cancel"),
    path("imports/<uuid:import_id>/again/", import_review.start_again, name="import-again"),
    path("imports/<uuid:import_id>/undo/", import_review.take_back, name="import-undo"),
    path("imports/<uuid:import_id>/discard/", import_review.throw_away, name="import-discard"),
    path(
        "imports/<uuid:import_id>/results.<fmt:fmt>",
        import_review.results,
        name="import-results",
    ),
    path("system/", system.show_system, name="system"),
    path("help/", help_topics.show_topics, name="help"),
    path("help/<slug:slug>/", help_topics.show_topic, name="help-topic"),
    path("help/<slug:slug>.pdf", help_topics.print_topic, name="help-pdf"),
]

handler400 = "goodstanding.web.errors.bad_request"
handler403 = "goodstanding.web.errors.not_allowed"
handler404 = "goodstanding.web.errors.no_such_page"
handler500 = "goodstanding.web.errors.failed"
