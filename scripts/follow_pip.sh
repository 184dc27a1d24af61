# uv does not read pip's settings. A machine whose pip uses another index, or its own
# certificate, has a reason: what pip is told, uv is told.
# shellcheck shell=sh
follow_pip() {
    settings=$("$@" config list 2>/dev/null) || return 0
    setting() {
        printf '%s\n' "$settings" | sed -n "s/^[^=]*\.$1='\(.*\)'\$/\1/p" | tail -n 1
    }
    index=$(setting index-url)
    if [ -n "$index" ] && [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
        export UV_DEFAULT_INDEX="$index"
    fi
    cert=$(setting cert)
    if [ -n "$cert" ] && [ -z "${SSL_CERT_FILE:-}" ]; then
        export SSL_CERT_FILE="$cert"
    fi
}
