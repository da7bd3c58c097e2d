"""SQLAlchemy's objects, one query for each against one for all."""

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customer"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))


def old(session: Session, customer_id: int) -> list[tuple[int, Customer | None]]:
    found = []
    for order in session.scalars(select(Order).where(Order.customer_id == customer_id).order_by(Order.id)):
        found.append((order.id, session.scalars(select(Customer).where(Customer.id == order.customer_id)).first()))
    return found


def new(session: Session, customer_id: int) -> list[tuple[int, Customer | None]]:
    orders = session.scalars(select(Order).where(Order.customer_id == customer_id).order_by(Order.id)).all()
    keys = {order.customer_id for order in orders}
    customers = {one.id: one for one in session.scalars(select(Customer).where(Customer.id.in_(keys)))}
    return [(order.id, customers.get(order.customer_id)) for order in orders]
