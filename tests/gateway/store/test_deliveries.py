"""What lies here sealed is found by the keys it is sealed to."""

from gateway.store import deliveries
from gateway.store.engine import open_store, reading, writing
from gateway.store.tables import envelopes
from tests.workers.owed import FORCE, owe_single

NO_KEY = b"\xff" * 16


def test_each_set_of_keys_is_told_once_however_many_envelopes_are_sealed_to_it(database_url: str) -> None:
    store = open_store(database_url)
    with reading(store) as connection:
        assert deliveries.kids_kept(connection) == []
    lost = {owe_single(store), owe_single(store)}
    others = {bytes([number]) * 16 * (1 + number % 4) for number in range(1, 9)}
    with writing(store) as connection:
        connection.execute(envelopes.update().values(kids=NO_KEY))
    for kids in others:
        for _ in range(3):
            id_ = owe_single(store)
            with writing(store) as connection:
                connection.execute(envelopes.update().where(envelopes.c.delivery_id == id_).values(kids=kids))
    with reading(store) as connection:
        assert deliveries.kids_kept(connection) == sorted({*others, NO_KEY})
        assert set(deliveries.sealed_to(connection, [NO_KEY])) == {(FORCE, id_) for id_ in lost}
