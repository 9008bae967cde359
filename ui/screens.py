"""Every screen by name: its presenter and its view."""

from collections.abc import Mapping

from ui.presenters.administration import Administration
from ui.presenters.agreement import Agreement
from ui.presenters.aside import Aside
from ui.presenters.base import Presenter
from ui.presenters.carry import Carry
from ui.presenters.catalogue import Catalogue
from ui.presenters.clock import Clock
from ui.presenters.correction import Correction
from ui.presenters.course import Course
from ui.presenters.dispensing import Dispensing
from ui.presenters.forks import JournalForks
from ui.presenters.help import Help
from ui.presenters.incidents import Incidents
from ui.presenters.inclusion import Inclusion
from ui.presenters.inviting import Inviting
from ui.presenters.library import Library
from ui.presenters.lot import Lot
from ui.presenters.members import Members
from ui.presenters.narcotics import Narcotics
from ui.presenters.paper import Papers
from ui.presenters.patient import Patient
from ui.presenters.patients import Patients
from ui.presenters.preparation import Preparation
from ui.presenters.prescription import Prescription
from ui.presenters.reattribution import Reattribution
from ui.presenters.register import RegisterOfNumbers
from ui.presenters.release import Releasing
from ui.presenters.rules import SiteRules
from ui.presenters.session import Session
from ui.presenters.settlement import Settlement
from ui.presenters.staff import Staff
from ui.presenters.validation import Validation
from ui.presenters.worklist import MyWork
from ui.presenters.workstations import Workstations
from ui.views.administration import AdministrationView
from ui.views.agreement import AgreementView
from ui.views.aside import AsideView
from ui.views.carry import CarryView
from ui.views.catalogue import CatalogueView
from ui.views.clock import ClockView
from ui.views.correction import CorrectionView
from ui.views.course import CourseView
from ui.views.dispensing import DispensingView
from ui.views.forks import ForksView
from ui.views.help import HelpView
from ui.views.incidents import IncidentsView
from ui.views.inclusion import InclusionView
from ui.views.inviting import InvitingView
from ui.views.library import LibraryView
from ui.views.lot import LotView
from ui.views.members import MembersView
from ui.views.narcotics import NarcoticsView
from ui.views.page import PageView
from ui.views.paper import PaperView
from ui.views.patient import PatientView
from ui.views.patients import PatientsView
from ui.views.preparation import PreparationView
from ui.views.prescription import PrescriptionView
from ui.views.reattribution import ReattributionView
from ui.views.register import RegisterView
from ui.views.release import ReleaseView
from ui.views.rules import RulesView
from ui.views.session import SessionView
from ui.views.settlement import SettlementView
from ui.views.staff import StaffView
from ui.views.validation import ValidationView
from ui.views.worklist import WorklistView
from ui.views.workstations import WorkstationsView

SCREENS: Mapping[str, tuple[type[Presenter], type[PageView]]] = {
    "session": (Session, SessionView),
    "worklist": (MyWork, WorklistView),
    "patients": (Patients, PatientsView),
    "patient": (Patient, PatientView),
    "correction": (Correction, CorrectionView),
    "inclusion": (Inclusion, InclusionView),
    "course": (Course, CourseView),
    "prescription": (Prescription, PrescriptionView),
    "validation": (Validation, ValidationView),
    "preparation": (Preparation, PreparationView),
    "release": (Releasing, ReleaseView),
    "dispensing": (Dispensing, DispensingView),
    "administration": (Administration, AdministrationView),
    "reattribution": (Reattribution, ReattributionView),
    "register": (RegisterOfNumbers, RegisterView),
    "lot": (Lot, LotView),
    "narcotics": (Narcotics, NarcoticsView),
    "settlement": (Settlement, SettlementView),
    "paper": (Papers, PaperView),
    "catalogue": (Catalogue, CatalogueView),
    "staff": (Staff, StaffView),
    "members": (Members, MembersView),
    "workstations": (Workstations, WorkstationsView),
    "agreement": (Agreement, AgreementView),
    "forks": (JournalForks, ForksView),
    "aside": (Aside, AsideView),
    "rules": (SiteRules, RulesView),
    "inviting": (Inviting, InvitingView),
    "library": (Library, LibraryView),
    "carry": (Carry, CarryView),
    "incidents": (Incidents, IncidentsView),
    "clock": (Clock, ClockView),
    "help": (Help, HelpView),
}
