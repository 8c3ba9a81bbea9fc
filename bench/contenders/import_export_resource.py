"""The resource: how django-import-export is told of our sheet, and of versions."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from bench.contenders.cells import SCIENTIFIC, STATUSES
from bench.contenders.records import make_event, save_versions, version_of
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from import_export import fields, resources, widgets

from goodstanding.licenses.models import License, LicenseType
from goodstanding.people.models import User

BATCH = 1_000
SKIP = {"skip_unchanged": True}
BULK = {**SKIP, "use_bulk": True, "batch_size": BATCH}
QUIET = {**BULK, "skip_html_diff": True, "report_skipped": False}
OPTIONS: dict[str, dict[str, Any]] = {
    "row": {},
    "skip_unchanged": SKIP,
    "bulk": BULK,
    "cached": QUIET,
    "by hand": QUIET,
}


class YesNo(widgets.BooleanWidget):
    TRUE_VALUES = ("Yes",)
    FALSE_VALUES = ("No",)


class Hours(widgets.DecimalWidget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal:
        try:
            return Decimal(value)
        except InvalidOperation as error:
            # What is no ValueError would take the whole import back.
            raise ValueError("not a number") from error


class Remembered(widgets.ForeignKeyWidget):
    """Looks in a dictionary, which is filled before the import."""

    known: dict[str, Any]

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        try:
            return self.known[value]
        except KeyError as error:
            raise self.model.DoesNotExist from error


class LicenseResource(resources.ModelResource):
    """The columns of the sheet; each import writes one event, and a version of each license."""

    user = fields.Field("user", "Username", widgets.ForeignKeyWidget(User, "username"))
    license_type = fields.Field(
        "license_type", "License ID", widgets.ForeignKeyWidget(LicenseType, "code")
    )
    number = fields.Field("number", "License Number")
    issued_on = fields.Field("issued_on", "Issue Date", widgets.DateWidget("%m/%d/%Y"))
    expires_on = fields.Field("expires_on", "Expiration Date", widgets.DateWidget("%m/%d/%Y"))
    status = fields.Field("status", "Status")
    multistate = fields.Field("multistate", "Multistate", YesNo())
    hours_required = fields.Field("hours_required", "Total Hours Required", Hours())
    notes = fields.Field("notes", "Notes")

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        self.event = make_event()

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        try:
            return super().get_instance(instance_loader, row)
        except ObjectDoesNotExist as error:
            # Anything but a ValidationError would take the whole import back.
            raise ValidationError("no such learner or license") from error

    def skip_row(self, instance: Any, original: Any, row: Any, *args: Any, **kwargs: Any) -> bool:
        # A new one that came out like an empty one is not the same as that.
        return bool(instance.pk) and super().skip_row(instance, original, row, *args, **kwargs)

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        instance.version = instance.version + 1 if instance.pk else 1
        instance.event = self.event

    def after_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        if not self._meta.use_bulk:
            version_of(instance, self.event.pk, kwargs["row_number"] + 1).save()

    def validate_instance(self, instance: Any, *args: Any, **kwargs: Any) -> None:
        if instance.event_id is None or not instance.pk:
            instance.event = self.event
        super().validate_instance(instance, *args, **kwargs)

    def get_bulk_update_fields(self) -> list[str]:
        return [*super().get_bulk_update_fields(), "version", "event"]

    def bulk_create(self, *args: Any, **kwargs: Any) -> None:
        made = list(self.create_instances)
        super().bulk_create(*args, **kwargs)
        save_versions(made, self.event.pk, BATCH)

    def bulk_update(self, *args: Any, **kwargs: Any) -> None:
        changed = list(self.update_instances)
        super().bulk_update(*args, **kwargs)
        save_versions(changed, self.event.pk, BATCH)


class CachedResource(LicenseResource):
    """The same without a query for each learner and each entry of the list."""

    user = fields.Field("user", "Username", Remembered(User, "username"))
    license_type = fields.Field("license_type", "License ID", Remembered(LicenseType, "code"))

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        people = User.objects.filter(username__in=set(dataset["Username"])).only("username")
        self.fields["user"].widget.known = {each.username: each for each in people}
        types = LicenseType.objects.all()
        self.fields["license_type"].widget.known = {each.code: each for each in types}


class HandMadeResource(CachedResource):
    """Checks in Python, where ``full_clean`` asks the database about keys and constraints."""

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, **kwargs: Any
    ) -> None:
        errors = dict(import_validation_errors or {})
        if not errors and instance.expires_on < instance.issued_on:
            errors["expires_on"] = ValidationError("expires before it was issued")
        if instance.status not in STATUSES:
            errors["status"] = ValidationError("no such status")
        if SCIENTIFIC.fullmatch(instance.number):
            errors["number"] = ValidationError("the number has lost its digits")
        if errors:
            raise ValidationError(errors)


def make_resource(mode: str) -> type[LicenseResource]:
    """The resource with the options of a mode."""
    base = {"cached": CachedResource, "by hand": HandMadeResource}.get(mode, LicenseResource)
    key = ("user", "license_type", "number")
    named = (*key, "issued_on", "expires_on", "status", "multistate", "hours_required", "notes")
    options = {
        "model": License,
        "fields": named,
        "import_id_fields": key,
        "clean_model_instances": mode != "by hand",
        **OPTIONS[mode],
    }
    return type("Resource", (base,), {"Meta": type("Meta", (), options)})
