"""Name TLS cipher suites as IANA registers them; OpenSSL has names of its own for those before TLS 1.3."""

from __future__ import annotations

_KEY_EXCHANGES = {"ECDHE-ECDSA": "ECDHE_ECDSA", "ECDHE-RSA": "ECDHE_RSA", "DHE-RSA": "DHE_RSA", "": "RSA"}
_CIPHERS = {
    "AES128-GCM-SHA256": "AES_128_GCM_SHA256",
    "AES256-GCM-SHA384": "AES_256_GCM_SHA384",
    "CHACHA20-POLY1305": "CHACHA20_POLY1305_SHA256",
    "AES128-SHA256": "AES_128_CBC_SHA256",
    "AES256-SHA256": "AES_256_CBC_SHA256",
    "AES128-SHA": "AES_128_CBC_SHA",
    "AES256-SHA": "AES_256_CBC_SHA",
    "AES256-SHA384": "AES_256_CBC_SHA384",
    "AES128-CCM": "AES_128_CCM",
    "AES256-CCM": "AES_256_CCM",
}
_NAMES = {
    f"{exchange}-{cipher}".lstrip("-"): f"TLS_{registered}_WITH_{suite}"
    for exchange, registered in _KEY_EXCHANGES.items()
    for cipher, suite in _CIPHERS.items()
}


def iana_name(openssl: str | None) -> str | None:
    """Translate OpenSSL's name of a cipher suite; a name that is not known stays as it is.

    >>> iana_name("ECDHE-RSA-AES256-GCM-SHA384"), iana_name("TLS_AES_128_GCM_SHA256")
    ('TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'TLS_AES_128_GCM_SHA256')
    """
    return _NAMES.get(openssl, openssl) if openssl else None
