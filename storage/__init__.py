"""What the house remembers: the only room that speaks SQL.

`Database` opens transactions, `UnitOfWork` holds one repository per aggregate, `records` are the plain values
they return. Imported by `handlers` (which receive a unit of work) and by `bot` (which opens the database).
"""

from storage.database import Database
from storage.unit_of_work import UnitOfWork

__all__ = ["Database", "UnitOfWork"]
