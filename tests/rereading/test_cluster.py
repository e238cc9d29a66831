"""Prove that a cluster gives what one process gives, even if a worker is killed in the middle."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from clusters import DaskCluster, dask_cluster, deadly, slow
from commanding import scrapy
from crawling import Crawled

from hnp_crawler.archive.verify import verify
from hnp_crawler.collection.folders import Folders
from hnp_crawler.crews import Processes, cluster
from hnp_crawler.crews.cluster import Cluster
from hnp_crawler.errors import CollectionError
from hnp_crawler.rereading.gathered import Gathered
from hnp_crawler.rereading.gathering import gather
from hnp_crawler.rereading.harvest import Wanted
from hnp_crawler.rereading.proving import Prover
from hnp_crawler.rereading.sources import find_inputs


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    with dask_cluster(tmp_path_factory.mktemp("dask"), workers=2) as started:
        yield started


@pytest.fixture(scope="module")
def sources(crawled: Crawled, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the archive often enough for work in many slices."""
    folder = tmp_path_factory.mktemp("sources")
    (source,) = (crawled.collection / "archive").iterdir()
    for number in range(4):
        (folder / f"{number}.warc.gz").write_bytes(source.read_bytes())
    return folder


def test_a_killed_worker_changes_nothing(sources: Path, crowd: DaskCluster) -> None:
    inputs = find_inputs("testing", [str(sources)])
    done = 0

    def kill_one_in_the_middle(size: int) -> None:
        nonlocal done
        done += size
        if done > inputs.size // 3 and crowd.workers[0].poll() is None:
            crowd.workers[0].kill()
            crowd.workers[0].wait()

    with Cluster(crowd.address, "testing") as crew:
        disturbed, undisturbed = Gathered(None, ""), Gathered(None, "")
        gather(inputs, Wanted(), disturbed, crew=crew, advance=kill_one_in_the_middle, size=60_000)
        assert crowd.workers[0].returncode is not None
        crowd.workers.append(crowd.workers.pop(0))
        crowd.hire()
    gather(inputs, Wanted(), undisturbed, crew=Processes(1), size=60_000)
    assert done == inputs.size
    for question in ("answers", "damages", "slices", "crawls"):
        order = "ORDER BY 1, 2, 3" if question == "answers" else ""
        rows = [list(one._rows(f"SELECT * FROM {question} {order}")) for one in (disturbed, undisturbed)]
        assert rows[0] == rows[1]
    assert next(disturbed._rows("SELECT count(*) FROM slices"))[0] > 20
    disturbed.close()
    undisturbed.close()


def test_the_command_gives_the_lines_of_the_crawl(crawled: Crawled, crowd: DaskCluster) -> None:
    again = scrapy("reread", crawled.collection, "--scheduler", crowd.address)
    assert again.code == 0, again.err
    assert again.out == (crawled.collection / "articles.jsonl").read_bytes()


def test_a_task_that_kills_its_workers_is_named_and_the_rest_is_done(tmp_path: Path) -> None:
    with dask_cluster(tmp_path / "dask", workers=5) as started:
        with Cluster(started.address, "testing") as crew:
            while crew._check_workers() < 5:
                time.sleep(0.1)
        with Cluster(started.address, "testing") as crew:
            outcomes = list(crew.run(deadly, range(12)))
    assert outcomes == [(number, None if number == 5 else number * number) for number in range(12)]


def test_a_scheduler_that_is_lost_is_named(tmp_path: Path) -> None:
    with dask_cluster(tmp_path / "dask", workers=1) as started, Cluster(started.address, "testing") as crew:
        outcomes = crew.run(slow, range(1000))
        assert next(outcomes) == (0, 0)
        started.scheduler.kill()
        with pytest.raises(CollectionError, match=r"testing: the scheduler 'tcp://.*' was lost"):
            list(outcomes)


def test_a_cluster_verifies_what_one_process_verifies(crawled: Crawled, tmp_path: Path, crowd: DaskCluster) -> None:
    collection = Path(copytree(crawled.collection, tmp_path / "sample"))
    (archive,) = (collection / "archive").iterdir()
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 1
    archive.write_bytes(content)
    folders, size = Folders(collection), 60_000
    with Cluster(crowd.address, "testing") as crew:
        found = [
            list(verify(collection, reread=Prover(folders.articles), run=run, size=size))
            for run in (crew.run, Processes(1).run, Processes(2).run)
        ]
    assert found[0] == found[1] == found[2]
    assert {finding.kind for finding in found[0]} >= {"pass", "fail"}
    words = ["verify", collection, "--no-log", "--all"]
    alone, helped = scrapy(*words, "--processes", "1"), scrapy(*words, "--scheduler", crowd.address)
    assert alone.code == helped.code == 1
    assert alone.out == helped.out != b""


def test_a_worker_killed_during_a_verification_changes_nothing(crawled: Crawled, tmp_path: Path) -> None:
    with dask_cluster(tmp_path / "dask", workers=2) as started, Cluster(started.address, "testing") as crew:

        def run(function: Any, tasks: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
            for number, done in enumerate(crew.run(function, tasks)):
                if number == 2 and started.workers[0].poll() is None:
                    started.workers[0].kill()
                    started.workers[0].wait()
                yield done

        prover = Prover(Folders(crawled.collection).articles)
        disturbed = list(verify(crawled.collection, reread=prover, run=run, size=60_000))
        assert started.workers[0].returncode is not None
    assert disturbed == list(verify(crawled.collection, reread=prover))
    assert len(disturbed) > 1000


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--scheduler", "tcp://127.0.0.1:9"], "the scheduler 'tcp://127.0.0.1:9' does not answer"),
        (["--scheduler", "nonsense://x"], "the scheduler 'nonsense://x' does not answer"),
        (["--scheduler", "{idle}"], "has no worker"),
        (["--scheduler", "{idle}", "--processes", "2"], "only one of --processes and --scheduler"),
    ],
)
def test_a_cluster_that_is_not_there_is_refused_with_one_sentence(
    crawled: Crawled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], sentence: str
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 2.0)
    with dask_cluster(tmp_path / "dask", workers=0) as idle:
        refused = scrapy("reread", crawled.collection, *(word.format(idle=idle.address) for word in words))
    assert refused.code == 2
    assert sentence in refused.err
    assert len(refused.err.splitlines()) == 1


def test_a_missing_package_is_named(crawled: Crawled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    refused = scrapy("reread", crawled.collection, "--scheduler", "tcp://127.0.0.1:9")
    assert (refused.code, len(refused.err.splitlines())) == (2, 1)
    assert "needs the package distributed, the extra 'cluster'" in refused.err


def test_a_worker_of_another_version_is_refused(
    crawled: Crawled, crowd: DaskCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "__version__", "99")
    refused = scrapy("reread", crawled.collection, "--scheduler", crowd.address)
    assert refused.code == 2
    assert "whose hnp_crawler is" in refused.err
