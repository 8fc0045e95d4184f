"""People and settings: an administrator adds staff, gives them accounts, and ends both."""

from collections.abc import Callable

from adapters.clinic import Clinic
from tests.http.browser import PASSWORD, Browser


def test_an_administrator_adds_somebody_and_gives_them_an_account(
    browser: Browser, open_browser: Callable[[], Browser], clinic: Clinic
) -> None:
    browser.signed_in("admin").get("/people")
    browser.send("/people", staff="s-new", name="Nell New", roles=["counsellor"], discipline="substance_use")
    assert browser.page.url.path == "/people/s-new"
    browser.send("/people/s-new/account", name="nell", password="told in person")
    assert "They can sign in now." in browser.text()

    newcomer = open_browser()
    newcomer.get("/sign-in")
    newcomer.send("/sign-in", name="nell", password="told in person")

    assert clinic.site.staff["s-new"].roles == ("counsellor",)
    assert newcomer.page.url.path == "/password"


def test_what_stands_in_the_way_of_a_newcomer_is_told_beside_its_field(browser: Browser) -> None:
    browser.signed_in("admin").get("/people")
    browser.send("/people", staff="cole", name="Another Cole", roles=["counsellor"])
    assert "on the staff already" in browser.problem("staff")
    assert browser.form("/people")["name"] == ["Another Cole"]

    browser.send("/people", staff="s-none", roles=[])
    assert browser.problem("roles") == "Please choose."


def test_an_account_name_that_is_taken_is_told_beside_its_field(browser: Browser) -> None:
    browser.signed_in("admin").get("/people")
    browser.send("/people", staff="s-two", name="Two", roles=["intake"])
    browser.send("/people/s-two/account", name="cole", password=PASSWORD)

    assert "already" in browser.problem("name")
    assert browser.form("/people/s-two/account")["name"] == ["cole"]


def test_an_unknown_member_of_staff_is_not_found(browser: Browser) -> None:
    assert browser.signed_in("admin").get("/people/nobody").status_code == 404


def test_the_last_who_may_manage_the_staff_is_told_to_add_another_before_they_leave(
    browser: Browser, clinic: Clinic
) -> None:
    browser.signed_in("admin").get("/people/sol")
    browser.send("/people/sol/retire")
    browser.get("/people/admin")
    browser.send("/people/admin/retire")

    assert browser.page.status_code == 422
    assert "add another administrator or supervisor first" in browser.text()
    assert "name" in browser.form("/people/admin/account")
    assert [one for one in ("sol", "admin") if clinic.site.staff[one].active] == ["admin"]
