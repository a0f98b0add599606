# Generated from openapi.json by openapi-python-client 0.29.1. Do not edit: run `nox -s regenerate`.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SessionStatusResponse")


@_attrs_define
class SessionStatusResponse:
    """Response model for session status check.

    Attributes:
        session_id (str):
        exists (bool):
        vm_assigned (bool):
        vm_status (None | str | Unset):
        vm_id (None | str | Unset):
        vm_alive (bool | Unset):  Default: False.
        uptime_seconds (float | None | Unset):
        expires_in_seconds (float | None | Unset):
        created_at (datetime.datetime | None | Unset):
        env_status (str | Unset):  Default: 'none'.
        env_error (None | str | Unset):
    """

    session_id: str
    exists: bool
    vm_assigned: bool
    vm_status: None | str | Unset = UNSET
    vm_id: None | str | Unset = UNSET
    vm_alive: bool | Unset = False
    uptime_seconds: float | None | Unset = UNSET
    expires_in_seconds: float | None | Unset = UNSET
    created_at: datetime.datetime | None | Unset = UNSET
    env_status: str | Unset = "none"
    env_error: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        session_id = self.session_id

        exists = self.exists

        vm_assigned = self.vm_assigned

        vm_status: None | str | Unset
        if isinstance(self.vm_status, Unset):
            vm_status = UNSET
        else:
            vm_status = self.vm_status

        vm_id: None | str | Unset
        if isinstance(self.vm_id, Unset):
            vm_id = UNSET
        else:
            vm_id = self.vm_id

        vm_alive = self.vm_alive

        uptime_seconds: float | None | Unset
        if isinstance(self.uptime_seconds, Unset):
            uptime_seconds = UNSET
        else:
            uptime_seconds = self.uptime_seconds

        expires_in_seconds: float | None | Unset
        if isinstance(self.expires_in_seconds, Unset):
            expires_in_seconds = UNSET
        else:
            expires_in_seconds = self.expires_in_seconds

        created_at: None | str | Unset
        if isinstance(self.created_at, Unset):
            created_at = UNSET
        elif isinstance(self.created_at, datetime.datetime):
            created_at = self.created_at.isoformat()
        else:
            created_at = self.created_at

        env_status = self.env_status

        env_error: None | str | Unset
        if isinstance(self.env_error, Unset):
            env_error = UNSET
        else:
            env_error = self.env_error

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "session_id": session_id,
                "exists": exists,
                "vm_assigned": vm_assigned,
            }
        )
        if vm_status is not UNSET:
            field_dict["vm_status"] = vm_status
        if vm_id is not UNSET:
            field_dict["vm_id"] = vm_id
        if vm_alive is not UNSET:
            field_dict["vm_alive"] = vm_alive
        if uptime_seconds is not UNSET:
            field_dict["uptime_seconds"] = uptime_seconds
        if expires_in_seconds is not UNSET:
            field_dict["expires_in_seconds"] = expires_in_seconds
        if created_at is not UNSET:
            field_dict["created_at"] = created_at
        if env_status is not UNSET:
            field_dict["env_status"] = env_status
        if env_error is not UNSET:
            field_dict["env_error"] = env_error

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        session_id = d.pop("session_id")

        exists = d.pop("exists")

        vm_assigned = d.pop("vm_assigned")

        def _parse_vm_status(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        vm_status = _parse_vm_status(d.pop("vm_status", UNSET))

        def _parse_vm_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        vm_id = _parse_vm_id(d.pop("vm_id", UNSET))

        vm_alive = d.pop("vm_alive", UNSET)

        def _parse_uptime_seconds(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        uptime_seconds = _parse_uptime_seconds(d.pop("uptime_seconds", UNSET))

        def _parse_expires_in_seconds(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        expires_in_seconds = _parse_expires_in_seconds(
            d.pop("expires_in_seconds", UNSET)
        )

        def _parse_created_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                created_at_type_0 = datetime.datetime.fromisoformat(data)

                return created_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        created_at = _parse_created_at(d.pop("created_at", UNSET))

        env_status = d.pop("env_status", UNSET)

        def _parse_env_error(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        env_error = _parse_env_error(d.pop("env_error", UNSET))

        session_status_response = cls(
            session_id=session_id,
            exists=exists,
            vm_assigned=vm_assigned,
            vm_status=vm_status,
            vm_id=vm_id,
            vm_alive=vm_alive,
            uptime_seconds=uptime_seconds,
            expires_in_seconds=expires_in_seconds,
            created_at=created_at,
            env_status=env_status,
            env_error=env_error,
        )

        session_status_response.additional_properties = d
        return session_status_response

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
