"""Run the platform as a program of its own: ``python -m demo --port 8020 --tool URL``."""

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType

from demo.families import FAMILIES
from demo.platform import Platform
from demo.server import open_server


def main() -> None:
    """Serve until told to stop."""
    asked = _arguments()
    platform = Platform(family=asked.family, client_id=asked.client_id, state_file=asked.state)
    tool = asked.tool.rstrip("/")
    platform.connect_tool(
        login_url=f"{tool}/lti/login",
        launch_url=f"{tool}/lti/launch",
        jwks_url=f"{tool}/lti/jwks.json",
    )
    server = open_server(platform, asked.port)
    signal.signal(signal.SIGTERM, _leave)
    sys.stdout.write(f"{platform.issuer}\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.server_close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8020, help="where to listen; 0: a free port")
    parser.add_argument("--tool", default="http://localhost:8010", help="address of the tool")
    parser.add_argument("--state", type=Path, help="file that keeps keys, activities and grades")
    parser.add_argument("--family", choices=sorted(FAMILIES), default="default")
    parser.add_argument("--client-id", default="demo-tool", help="what the tool is registered as")
    return parser.parse_args()


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    main()
