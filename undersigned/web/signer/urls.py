"""Addresses of signers, behind the language's prefix."""

from django.urls import path

from undersigned.web.signer import asking, checking, handing, opening

app_name = "signer"

urlpatterns = [
    path("mine/", asking.ask, name="ask"),
    path("mine/proof", handing.proof, name="proof"),
    path("mine/<str:token>", opening.mine, name="mine"),
    path("receipt/", checking.receipt, name="receipt"),
]
