import pytest

from data.maps.service_settings import Provider, ServiceSettings


def test_the_public_nominatim_is_asked_once_a_second() -> None:
    assert ServiceSettings(Provider.NOMINATIM).delay_s == 1
    assert ServiceSettings(Provider.NOMINATIM, domain="maps.example.org").delay_s == 0
    assert ServiceSettings(Provider.PHOTON).delay_s == 0
    assert ServiceSettings(Provider.PHOTON, min_delay_s=0.5).delay_s == 0.5


def test_the_providers_own_host_is_the_default() -> None:
    assert ServiceSettings(Provider.AMAP, api_key="k").host == "restapi.amap.com"
    assert ServiceSettings(Provider.AMAP, api_key="k", domain="proxy:81").host == "proxy:81"


@pytest.mark.parametrize("provider", [Provider.GOOGLE, Provider.BAIDU, Provider.AMAP])
def test_a_key_is_demanded_where_it_is_needed(provider: Provider) -> None:
    with pytest.raises(ValueError, match="needs an api_key"):
        ServiceSettings(provider)


def test_all_faults_are_named() -> None:
    with pytest.raises(ValueError, match=r"scheme.*user_agent.*timeout_s.*min_delay_s.*retries.*backoff_s"):
        ServiceSettings(
            Provider.PHOTON, scheme="ftp", user_agent="", timeout_s=0, min_delay_s=-1, retries=-1, backoff_s=-1
        )
