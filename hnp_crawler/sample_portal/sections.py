"""List the sections of the sample portal, generation by generation."""

from __future__ import annotations

from typing import Final

from hnp_crawler.sample_portal.model import Section

SECTIONS: Final[dict[str, tuple[Section, ...]]] = {
    "b1": (
        Section("b1", "tintuc_sukien", "Tin tức - Sự kiện", number=3),
        Section("b1", "hoatdong_lanhdao", "Hoạt động của lãnh đạo thành phố", number=12),
        Section("b1", "phongvan_doithoai", "Phỏng vấn - Đối thoại", number=27),
    ),
    "b2": (
        Section("b2", "news-events", "News & Events", "en", 2101),
        Section("b2", "hot-news", "Hot News", "en", 2102),
        Section("b2", "policies-of-ha-noi", "Policies", "en", 2301),
        Section("b2", "mobile2", "News & Events", "en", 2101),
    ),
    "c": (
        Section("c", "tin-tuc-su-kien-noi-bat", "Tin tức sự kiện nổi bật", number=4001),
        Section("c", "tin-so-nganh", "Tin sở, ngành", number=4002),
        Section("c", "chi-dao-cua-ubnd-thanh-pho-ha-noi", "Chỉ đạo của UBND thành phố Hà Nội", number=4003),
        Section("c", "chi-dao-dieu-hanh", "Chỉ đạo điều hành", number=4004),
        Section("c", "di-tich-danh-thang", "Di tích, danh thắng", number=4005),
    ),
    "c-en": (
        Section("c", "featured-news", "Featured news", "en", 4101),
        Section("c", "direction-of-hanoi-peoples-committee", "Direction of Hanoi People's Committee", "en", 4102),
        Section("c", "socio-economic-development-plan", "Socio-economic development plan", "en", 4103),
    ),
    "liferay": (
        Section("liferay", "cong-nghe-thong-tin", "Công nghệ thông tin", number=101),
        Section("liferay", "buu-chinh-vien-thong", "Bưu chính, viễn thông", number=101),
        Section("liferay", "bao-chi-xuat-ban", "Báo chí, xuất bản", number=101),
    ),
    "vanban": (Section("vanban", "van-ban-chi-dao", "Văn bản chỉ đạo, điều hành", number=6),),
}

BY_PATH: Final[dict[str, Section]] = {section.path: section for group in SECTIONS.values() for section in group}
