from people import invite, make_person, window  # noqa: F401 - a fixture


def test_a_person_signs_in_with_password_and_code(app, window):
    person = make_person("moderator")
    answer = window.sign_in(person)
    assert answer.status_code == 303
    assert window.is_signed_in


def test_enrol(app, window):
    path = invite("new@example.org")
    assert window.get(path).status_code == 200
    answer = window.post(path, password="yonder kettle sings at noon", name="Ana")
    assert answer.location == "/account/sign-in"
    answer = window.post("/account/sign-in", email="New@example.org", password="yonder kettle sings at noon")
    assert answer.status_code == 303
    print(answer.location)
    assert window.get("/account").location == "/account/enrol"
    for p in ("enrol","app","passkeys"):
        a = window.get("/account/"+p)
        assert a.status_code == 200, a.text
